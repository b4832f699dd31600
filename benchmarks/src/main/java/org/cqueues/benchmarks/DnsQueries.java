package org.cqueues.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.Section;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/**
 * Asks a server for addresses of ever new names: {@code DnsQueries PORT COROUTINES SECONDS}. Prints once a second how many answers there were so far, and the nanoseconds on
 * CPU of the process.
 */
public final class DnsQueries {
    private final Controllers controllers;
    private final Controller loop;
    private final Resolver resolver;
    private long answers;
    private long names;
    private boolean over;

    private DnsQueries(Controllers controllers, Resolver resolver) {
        this.controllers = controllers;
        loop = controllers.create();
        this.resolver = resolver;
    }

    /**
     * Asks for a number of seconds.
     *
     * @param args port on the loopback, how many at a time, and for how long
     */
    public static void main(String[] args) throws Exception {
        try (Kernel kernel = Kernel.open();
                Controllers controllers = Controllers.open(kernel);
                Sockets sockets = Sockets.open(kernel, controllers);
                Dns dns = Dns.open(kernel, controllers, sockets)) {
            String server = "[127.0.0.1]:" + args[0];
            Resolver resolver = dns.resolver(
                    dns.config(Map.of("nameserver", List.of(server), "lookup", List.of("bind"))), dns.hosts());
            new DnsQueries(controllers, resolver).run(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
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
            Packet answer = resolver.query("n" + names++ + ".bench.test.", RecordType.A);
            if (answer.count(Set.of(Section.ANSWER)) != 1) {
                throw new IllegalStateException("no answer: " + answer);
            }
            answers++;
        }
    }
}
