package org.cqueues.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cqueues.Cqueues;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.dns.Config;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;

/** A program that asks more at a time than it has descriptors, and goes on afterwards. It prints how the queries ended. */
public final class FewDescriptors {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private FewDescriptors() {}

    /**
     * Runs it.
     *
     * @param arguments address of a server, and port of one that is silent
     */
    public static void main(String[] arguments) throws Exception {
        try (Cqueues cq = Cqueues.open()) {
            InetAddress host = InetAddress.getByName(arguments[0]);
            Resolver resolver = resolver(cq, new InetSocketAddress(host, 53));
            System.out.println("first " + ask(cq, resolver, 1));
            System.out.println("many " + tooMany(cq, new InetSocketAddress(host, Integer.parseInt(arguments[1]))));
            System.out.println("then " + ask(cq, resolver, 20));
        }
    }

    private static Resolver resolver(Cqueues cq, InetSocketAddress server) {
        Config config = cq.dns().config(Map.of("timeout", PATIENCE, "lookup", List.of("bind")));
        config.set(config.settings().with().nameserver(List.of(server)).build());
        return cq.dns().resolver(config, cq.dns().hosts());
    }

    /** {@return how often each outcome came} */
    private static Map<String, Integer> ask(Cqueues cq, Resolver resolver, int count) {
        Map<String, Integer> outcomes = new TreeMap<>();
        Controller loop = cq.controllers().create();
        for (int i = 0; i < count; i++) {
            String name = "n" + count + "." + i + ".wild.leaf.test.";
            loop.wrap(() -> outcomes.merge(outcome(resolver, name), 1, Integer::sum));
        }
        loop.loop();
        loop.close();
        return outcomes;
    }

    /** Queries without an answer keep their descriptors until one has failed. {@return why} */
    private static Set<String> tooMany(Cqueues cq, InetSocketAddress silent) {
        Set<String> outcomes = new TreeSet<>();
        Controller loop = cq.controllers().create();
        Resolver resolver = resolver(cq, silent);
        List<Coroutine> asking = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String name = "n" + i + ".test.";
            asking.add(loop.wrap(() -> outcomes.add(outcome(resolver, name))));
        }
        loop.wrap(() -> {
            while (outcomes.isEmpty()) {
                cq.controllers().sleep(0.001);
            }
            asking.forEach(Coroutine::cancel);
        });
        loop.loop();
        loop.close();
        return outcomes;
    }

    private static String outcome(Resolver resolver, String name) {
        try {
            return resolver.query(name, RecordType.A, PATIENCE).flags().rcode().toString();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
