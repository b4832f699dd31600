package org.cqueues.inetaddress;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Runner;
import org.cqueues.dns.Criteria;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.cqueues.dns.Settings;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.Sockets;

/**
 * Worker: a resolver with a controller on a daemon thread of its own, for as long as the JVM runs. Each question is a coroutine there, whoever asks: so virtual threads are suspended while they wait, and
 * a coroutine of a program's own controllers never has to run the one that it waits for.
 */
final class Hosts {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** A coroutine may be a thread, so that there are not to be any number of them. */
    private static final int MOST = 256;

    private final Controllers controllers;
    private final Resolver resolver;
    private final Runner runner;
    private final Thread thread;
    private final Semaphore places = new Semaphore(MOST, true);

    private Hosts(Controllers controllers, Resolver resolver) {
        this.controllers = controllers;
        this.resolver = resolver;
        Thread[] made = new Thread[1];
        runner = controllers.run(
                "cqueues hosts",
                work -> {
                    // Nothing of the thread that comes first: neither its loader nor its thread locals.
                    made[0] = new Thread(null, work, "cqueues hosts", 0, false);
                    made[0].setDaemon(true);
                    made[0].setContextClassLoader(null);
                    return made[0];
                },
                () -> {});
        thread = made[0];
    }

    /**
     * Opens all that it needs.
     *
     * @throws IOException if a file cannot be read, or no server is configured
     * @throws IllegalStateException if the system is not supported
     */
    static Hosts open() throws IOException {
        Kernel kernel = Kernel.open();
        try {
            return open(kernel);
        } catch (IOException | RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    private static Hosts open(Kernel kernel) throws IOException {
        Controllers controllers = Controllers.open(kernel);
        try {
            Resolver resolver = Dns.open(kernel, controllers, Sockets.open(kernel, controllers))
                    .stub();
            if (resolver.config().settings().nameserver().equals(Settings.DEFAULT.nameserver())) {
                throw new IOException("no name server is configured");
            }
            return new Hosts(controllers, resolver);
        } catch (IOException | RuntimeException | Error e) {
            controllers.close();
            throw e;
        }
    }

    /** {@return whether the calling thread works for this, so that it cannot wait for it} */
    boolean isOwnThread() {
        return controllers.stepping() == thread;
    }

    /** {@return the families in the order of the configuration} */
    List<Family> order() {
        return resolver.config().settings().family();
    }

    /**
     * {@return the addresses of a host, those of the first family first}
     *
     * @throws UnknownHostException if there are none; why is in its message and its cause
     */
    List<InetAddress> addresses(String host, List<Family> families) throws UnknownHostException {
        places.acquireUninterruptibly();
        try {
            List<CompletableFuture<Packet>> asked = families.stream()
                    .map(family -> ask(host, family == Family.INET6 ? RecordType.AAAA : RecordType.A))
                    .toList();
            List<InetAddress> found = new ArrayList<>();
            IOException failure = null;
            for (CompletableFuture<Packet> each : asked) {
                try {
                    collect(host, answer(host, each), found);
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (found.isEmpty()) {
                throw unknown(host, failure);
            }
            return found;
        } finally {
            places.release();
        }
    }

    /**
     * {@return the name of an address}
     *
     * @throws UnknownHostException if it has none
     */
    String name(byte[] address) throws UnknownHostException {
        String subject = InetAddress.getByAddress(address).getHostAddress();
        places.acquireUninterruptibly();
        try {
            Packet answer = answer(subject, ask(reverse(address), RecordType.PTR));
            for (ResourceRecord record : answer.grep(Criteria.any().section(Section.ANSWER))) {
                if (record.data() instanceof Rdata.Ptr ptr && ptr.host().indexOf('\\') < 0) {
                    return ptr.host().replaceFirst("\\.$", "");
                }
            }
            throw unknown(subject, null);
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            throw unknown(subject, e);
        } finally {
            places.release();
        }
    }

    /** Asks in a coroutine, whose every end is told. */
    private CompletableFuture<Packet> ask(String name, RecordType type) {
        CompletableFuture<Packet> answer = new CompletableFuture<>();
        runner.controller().wrap("look up " + name + " " + type, () -> {
            try {
                answer.complete(resolver.query(name, type, RecordClass.IN, TIMEOUT));
            } catch (IOException | RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Waits without being interrupted, as lookups of the JDK do. */
    private static Packet answer(String host, CompletableFuture<Packet> asked) throws IOException {
        Packet packet;
        try {
            packet = asked.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IOException failure ? failure : new IOException(cause.getMessage(), cause);
        }
        Rcode rcode = packet.flags().rcode();
        if (rcode.equals(Rcode.NXDOMAIN)) {
            throw new UnknownHostException(host + ": Name or service not known");
        }
        if (!rcode.equals(Rcode.NOERROR)) {
            throw new IOException("the server says " + rcode);
        }
        return packet;
    }

    /** Addresses know the name that they were found by, or else would be asked for it. */
    private static void collect(String host, Packet answer, List<InetAddress> found) throws UnknownHostException {
        for (ResourceRecord record : answer.grep(Criteria.any().section(Section.ANSWER))) {
            if (record.data() instanceof Rdata.A || record.data() instanceof Rdata.Aaaa) {
                found.add(InetAddress.getByAddress(host, record.rdata()));
            }
        }
    }

    private static UnknownHostException unknown(String host, IOException reason) {
        if (reason instanceof UnknownHostException unknown) {
            return unknown;
        }
        String why = reason == null ? "No address associated with hostname" : reason.getMessage();
        UnknownHostException failure = new UnknownHostException(host + ": " + why);
        if (reason != null) {
            failure.initCause(reason);
        }
        return failure;
    }

    /** {@return the name that has the name of an address: RFC 1035, section 3.5, and RFC 3596, section 2.5} */
    static String reverse(byte[] address) throws UnknownHostException {
        boolean six = InetAddress.getByAddress(address) instanceof Inet6Address;
        int begin = six ? 0 : address.length - 4; // an IPv4 address may be written as one of IPv6
        StringBuilder name = new StringBuilder();
        for (int i = address.length - 1; i >= begin; i--) {
            int octet = address[i] & 255;
            name.append(six ? Integer.toHexString(octet & 15) + "." + Integer.toHexString(octet >> 4) : octet)
                    .append('.');
        }
        return name.append(six ? "ip6.arpa." : "in-addr.arpa.").toString();
    }
}
