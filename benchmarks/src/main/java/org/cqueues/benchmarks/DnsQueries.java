package org.cqueues.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Config;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.Section;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/**
 * Asks a server for addresses: {@code DnsQueries stub|cached PORT COROUTINES SECONDS}. With {@code stub} the names are ever new; with {@code cached} there are a thousand, which a recursive
 * resolver soon knows. Prints once a second how many answers there were so far, and the nanoseconds on CPU of the process.
 */
public final class DnsQueries {
    private static final long CACHED = 1000;
    private static final int TURN = 1000;

    private final Controllers controllers;
    private final Controller loop;
    private final Resolver resolver;
    private final long different;
    private long answers;
    private long names;
    private boolean over;

    private DnsQueries(Controllers controllers, Resolver resolver, long different) {
        this.controllers = controllers;
        loop = controllers.create();
        this.resolver = resolver;
        this.different = different;
    }

    /**
     * Asks for a number of seconds.
     *
     * @param args what to measure, port on the loopback, how many at a time, and for how long
     */
    public static void main(String[] args) throws Exception {
        try (Kernel kernel = Kernel.open();
                Controllers controllers = Controllers.open(kernel);
                Sockets sockets = Sockets.open(kernel, controllers);
                Dns dns = Dns.open(kernel, controllers, sockets)) {
            boolean cached = args[0].equals("cached");
            String server = "[127.0.0.1]:" + args[1];
            Config config =
                    dns.config(Map.of("nameserver", List.of(server), "lookup", List.of("bind"), "recurse", cached));
            Resolver resolver = dns.resolver(config, dns.hosts(), dns.hints().insert("bench.test.", server));
            new DnsQueries(controllers, resolver, cached ? CACHED : Long.MAX_VALUE)
                    .run(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        }
    }

    private void run(int coroutines, int seconds) throws Exception {
        for (int i = 0; i < coroutines; i++) {
            loop.wrap(this::ask);
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        loop.wrap(() -> {
            for (int i = 0; i < seconds; i++) {
                controllers.sleep(Duration.ofSeconds(1));
                System.out.println(answers + " " + system.getProcessCpuTime());
            }
            over = true;
        });
        loop.loop();
    }

    private void ask() throws Exception {
        while (!over) {
            Packet answer = resolver.query("n" + names++ % different + ".bench.test.", RecordType.A);
            if (answer.count(Set.of(Section.ANSWER)) != 1) {
                throw new IllegalStateException("no answer: " + answer);
            }
            answers++;
            if (answers % TURN == 0) {
                controllers.poll(); // what is known already is answered without a wait
            }
        }
    }
}
