package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.cqueues.dns.Criteria;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Packet;
import org.cqueues.dns.Rcode;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.Resolver;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;

/**
 * Facade: finds the addresses of hosts for sockets, with a coroutine for each family in the controller of who asks, so each family is told as it comes; for a thread that is no
 * coroutine, in the background.
 *
 * @param controllers whose coroutines ask
 * @param background where to ask for others
 * @param resolver whom they ask
 * @param timeout longest duration of each query
 */
record DnsLookup(Controllers controllers, Background background, Resolver resolver, Duration timeout)
        implements NameLookup {
    @Override
    public Lookup begin(String host, Family family, Answers answers) {
        Optional<Controller> here = controllers.lasting();
        List<Family> configured = resolver.config().settings().family();
        List<Family> wanted = configured.stream()
                .filter(one -> family == Family.UNSPEC || family == one)
                .toList();
        List<Coroutine> asking = new ArrayList<>();
        for (Family one : wanted) {
            String name = "look up " + host + " " + one;
            Body body = () -> ask(host, one, answers);
            asking.add(here.isPresent() ? here.get().wrap(name, body) : background.run(name, body));
        }
        if (wanted.isEmpty() || family == Family.UNSPEC && wanted.size() == 1) {
            answers.found(
                    wanted.contains(Family.INET) ? Family.INET6 : family == Family.UNSPEC ? Family.INET : family,
                    List.of());
        }
        return () -> asking.forEach(Coroutine::cancel);
    }

    /** Every end is told, so that nobody waits for ever. */
    private void ask(String host, Family family, Answers answers) {
        try {
            RecordType type = family == Family.INET6 ? RecordType.AAAA : RecordType.A;
            Packet packet = resolver.query(host, type, RecordClass.IN, timeout);
            requireAnswer(host, packet);
            answers.found(family, addresses(packet));
        } catch (IOException e) {
            answers.failed(family, e);
        } catch (RuntimeException | Error e) { // a cancellation, a name that is none, or a class that is missing
            answers.failed(family, new IOException("looking up " + host + " threw", e));
            if (e instanceof CoroutineCancelledException cancelled) {
                throw cancelled;
            }
        }
    }

    private static void requireAnswer(String host, Packet packet) throws DnsException {
        Rcode rcode = packet.flags().rcode();
        if (rcode.equals(Rcode.NXDOMAIN)) {
            throw new DnsException(DnsException.Kind.NONAME, host);
        }
        if (!rcode.equals(Rcode.NOERROR)) {
            throw new DnsException(DnsException.Kind.FAIL, host + ": " + rcode);
        }
    }

    private static List<InetAddress> addresses(Packet packet) {
        List<InetAddress> addresses = new ArrayList<>();
        for (ResourceRecord record : packet.grep(Criteria.any().section(Section.ANSWER))) {
            if (record.data() instanceof Rdata.A a) {
                addresses.add(a.addr());
            } else if (record.data() instanceof Rdata.Aaaa aaaa) {
                addresses.add(aaaa.addr());
            }
        }
        return addresses;
    }
}
