package org.cqueues.signal;

import java.util.List;

/** A process of its own, which prints the signals that its two listeners, of two services, get until {@code SIGTERM}. */
final class BlockedProcess {
    private BlockedProcess() {}

    /** Runs it; the arguments are names of signals. */
    public static void main(String[] names) throws Exception {
        try (World world = new World();
                Signals other = Signals.open(world.kernel, world.controllers)) {
            int[] signals =
                    List.of(names).stream().mapToInt(world.signals::number).toArray();
            SignalListener one = world.signals.listen(signals);
            SignalListener two = other.listen(signals);
            one.features().forEach((signal, choice) -> say(signal + " " + choice.name()));
            System.out.println("ready");
            world.run(() -> print(world, "one", one), () -> print(world, "two", two));
        }
    }

    private static void print(World world, String who, SignalListener listener) throws Exception {
        int signal;
        do {
            signal = listener.await();
            say(who + " " + world.signals.name(signal).orElseThrow());
        } while (signal != world.signals.number("TERM"));
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
