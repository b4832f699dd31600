package org.cqueues.itests;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cqueues.Cqueues;
import org.cqueues.controller.Controller;

/** A program that looks up hosts in the ways of the JDK, and prints what it finds. */
public final class FindHosts {
    private FindHosts() {}

    /**
     * Runs it.
     *
     * @param arguments each a host; {@code reverse=} and an address; {@code many=} and a domain, of which a thousand virtual threads look up a host each; or {@code coroutine=} and a host
     */
    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            System.out.println(argument + " -> "
                    + switch (argument.replaceFirst("=.*", "=")) {
                        case "reverse=" ->
                            InetAddress.getByAddress(
                                            InetAddress.getByName(value).getAddress())
                                    .getCanonicalHostName();
                        case "many=" -> many(value);
                        case "coroutine=" -> inCoroutine(value);
                        default -> find(value);
                    });
        }
    }

    private static String find(String host) {
        try {
            List<String> found = Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .toList();
            return found.toString();
        } catch (UnknownHostException e) {
            return "unknown " + e.getMessage();
        }
    }

    private static Set<String> many(String domain) throws Exception {
        // What JDK 17 does not have.
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String host = "n" + i + "." + domain;
            all.add(threads.submit(() -> find(host)));
        }
        Set<String> found = new TreeSet<>();
        for (Future<String> each : all) {
            found.add(each.get());
        }
        threads.shutdown();
        return found;
    }

    /** Where a lookup that came back to the controller of its coroutine would wait for itself. */
    private static String inCoroutine(String host) {
        String[] found = new String[1];
        try (Cqueues cq = Cqueues.open()) {
            Controller loop = cq.controllers().create();
            loop.wrap(() -> found[0] = find(host));
            loop.loop();
        }
        return found[0];
    }
}
