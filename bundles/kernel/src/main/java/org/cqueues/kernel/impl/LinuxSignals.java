package org.cqueues.kernel.impl;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cqueues.kernel.SignalCalls;
import org.cqueues.kernel.SignalTable;

/**
 * Linux's signals: table. Generic numbering, that of all the machines of {@link Platform}; Alpha, MIPS, SPARC and PA-RISC number differently.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class LinuxSignals implements SignalTable {
    private static final String[] NAMES =
            """
            HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG
            XCPU XFSZ VTALRM PROF WINCH IO PWR SYS
            """
                    .trim()
                    .split("\\s+");

    private static final Map<String, String> ALIASES = Map.of("IOT", "ABRT", "CLD", "CHLD", "POLL", "IO");

    /** The real-time signals of the C library lie between those with names and those for programs. */
    private static final int FIRST_REAL_TIME = 32;

    private static final String CODE = "the JVM's compiled code needs it";
    private static final String SYSTEM = "the system lets nobody handle it";
    private static final String SURVIVAL = "the JVM handles it, because it would end the process";

    private final int realTimeMin;
    private final int realTimeMax;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, String> reservations = new HashMap<>();
    private final long neverBlocked;

    /**
     * Makes a table.
     *
     * @param realTimeMin first real-time signal for programs; 0 for none
     * @param realTimeMax last real-time signal
     */
    public LinuxSignals(int realTimeMin, int realTimeMax) {
        this.realTimeMin = realTimeMin;
        this.realTimeMax = realTimeMax;
        for (int i = 0; i < NAMES.length; i++) {
            put("SIG" + NAMES[i], i + 1);
            for (Map.Entry<String, String> alias : ALIASES.entrySet()) {
                if (alias.getValue().equals(NAMES[i])) {
                    put("SIG" + alias.getKey(), i + 1);
                }
            }
        }
        for (int signal = realTimeMin; signal > 0 && signal <= realTimeMax; signal++) {
            put(realTimeName(signal), signal);
        }
        neverBlocked = reserve();
    }

    private void put(String name, int number) {
        numbers.put(name, number);
        names.putIfAbsent(number, name);
    }

    private String realTimeName(int signal) {
        if (signal == realTimeMax) {
            return "SIGRTMAX";
        }
        return "SIGRTMIN" + (signal == realTimeMin ? "" : "+" + (signal - realTimeMin));
    }

    /** {@return the set of those that no thread may block} */
    private long reserve() {
        long set = 0;
        for (String name : new String[] {"SEGV", "BUS", "FPE", "ILL", "TRAP"}) {
            set |= reserve(number(name), CODE);
        }
        set |= reserve(suspending(), "the JVM suspends threads with it, to look at them");
        if (realTimeMax > 0) {
            set |= reserve(realTimeMax - 2, "the JDK wakes threads with it that are blocked in a system call");
        }
        reserve(number("KILL"), SYSTEM);
        reserve(number("STOP"), SYSTEM);
        reserve(number("QUIT"), "the JVM dumps its threads at it");
        reserve(number("PIPE"), SURVIVAL);
        reserve(number("XFSZ"), SURVIVAL);
        for (int signal = FIRST_REAL_TIME; signal < realTimeMin; signal++) {
            reserve(signal, "the C library needs it");
        }
        return set;
    }

    private long reserve(int signal, String reason) {
        reservations.put(signal, reason);
        return SignalCalls.bit(signal);
    }

    /** HotSpot lets an environment variable move it. */
    private int suspending() {
        String moved = System.getenv("_JAVA_SR_SIGNUM");
        return moved != null && moved.matches("[1-9][0-9]?") && Integer.parseInt(moved) <= Long.SIZE
                ? Integer.parseInt(moved)
                : number("USR2");
    }

    @Override
    public int number(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        if (wanted.matches("[0-9]{1,2}") && names.containsKey(Integer.parseInt(wanted))) {
            return Integer.parseInt(wanted);
        }
        wanted = wanted.startsWith("SIG") ? wanted : "SIG" + wanted;
        Integer number = numbers.get(wanted);
        if (number == null && realTimeMin > 0 && wanted.matches("SIGRTM(IN\\+|AX-)[0-9]{1,2}")) {
            int offset = Integer.parseInt(wanted.substring("SIGRTMIN+".length()));
            number = wanted.startsWith("SIGRTMIN") ? realTimeMin + offset : realTimeMax - offset;
        }
        if (number == null || !names.containsKey(number)) {
            throw new IllegalArgumentException("no signal is called \"" + name + "\" here");
        }
        return number;
    }

    @Override
    public Optional<String> name(int number) {
        return Optional.ofNullable(names.get(number));
    }

    @Override
    public Map<String, Integer> numbers() {
        return Collections.unmodifiableMap(numbers);
    }

    @Override
    public Optional<String> reservation(int number) {
        return Optional.ofNullable(reservations.get(number));
    }

    @Override
    public long neverBlocked() {
        return neverBlocked;
    }
}
