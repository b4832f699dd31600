package org.cqueues.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cqueues.dns.impl.Peer;
import org.cqueues.kernel.SocketCalls.Family;

/**
 * What a {@link Config} says: value. Guide 3.2.9, {@code config.new}.
 *
 * @param nameserver servers to ask, 1 to 3; {@code 0.0.0.0} is this host
 * @param search suffixes of names, fully qualified, at most 16
 * @param lookup where to look a name up, in that order
 * @param family families of addresses to look for, in that order
 * @param edns0 whether queries to servers that recurse have an OPT record, RFC 6891; those of a resolver that recurses itself always have
 * @param ndots a name with fewer dots than this is tried with the suffixes first, 0 to 15
 * @param timeout how long to wait for one server's answer, 1 ms to 1 h
 * @param attempts rounds over all servers, 1 to 100
 * @param rotate whether servers are asked in random order
 * @param recurse whether to ask from the root servers down, in place of the servers above
 * @param smart whether the addresses of names in answers of NS, MX and SRV are looked up too, as far as there is time
 * @param tcp when to ask over TCP
 * @param local address that queries come from; empty to let the system choose. The guide's {@code interface}. With a port other than 0, one question at a time is asked over UDP, the others
 *     wait in turn, and answers are easier to forge
 * @param dnssec whether answers are validated, RFC 4035: those that are proven have the flag {@code ad}, those that are disproven are failures
 * @param anchors records of type DS or DNSKEY that are trusted without a proof; those of the root are built in, and used unless there is one of the root here
 * @param bindReturns what may come of asking servers after which nothing is looked up elsewhere, though it is not what was asked for; nothing unless set
 * @param tls of servers that are asked over TLS (RFC 7858), the names that their certificates must be for; never in clear text, whatever fails (RFC 8310, strict privacy)
 */
public record Settings(
        List<InetSocketAddress> nameserver,
        List<String> search,
        List<Lookup> lookup,
        List<Family> family,
        boolean edns0,
        int ndots,
        Duration timeout,
        int attempts,
        boolean rotate,
        boolean recurse,
        boolean smart,
        Tcp tcp,
        Optional<InetSocketAddress> local,
        boolean dnssec,
        List<ResourceRecord> anchors,
        Set<Status> bindReturns,
        Map<InetSocketAddress, String> tls) {
    /** Most servers, as of resolv.conf(5). */
    public static final int MAX_NAMESERVERS = 3;

    /** Most suffixes. */
    public static final int MAX_SEARCH = 16;

    /** Where names are looked up. */
    public enum Lookup {
        /** In the hosts. */
        FILE,
        /** From servers. */
        BIND,
        /** In the resolver's cache, which is part of {@link #BIND} too. */
        CACHE
    }

    /**
     * What comes of asking servers if it is not what was asked for. Unless {@link #bindReturns} says otherwise, the next source is asked.
     *
     * @see <a href="https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html">nsswitch.conf(5)</a>
     */
    public enum Status {
        /** There is no such name, or none with such a record. */
        NOTFOUND,
        /** No server answered, or none before the time for the whole was over. */
        UNAVAIL,
        /** A server said that it failed, or what it said is disproven: {@link DnsException.Kind#BOGUS}. */
        TRYAGAIN
    }

    /** When to ask over TCP. Guide 3.2.9, {@code config[]}. */
    public enum Tcp {
        /** After a truncated answer. The default. */
        ENABLE,
        /** Always. */
        ONLY,
        /** Never: a truncated answer is what it is. */
        DISABLE
    }

    private static final Set<RecordType> ANCHORS = Set.of(RecordType.DS, RecordType.DNSKEY);

    /** What holds unless set otherwise, as of resolv.conf(5) and the guide. */
    public static final Settings DEFAULT = new Settings(
            List.of(new InetSocketAddress("0.0.0.0", 53)),
            List.of(),
            List.of(Lookup.BIND, Lookup.FILE),
            List.of(Family.INET, Family.INET6),
            false,
            1,
            Duration.ofSeconds(5),
            2,
            false,
            false,
            false,
            Tcp.ENABLE,
            Optional.empty(),
            false,
            List.of(),
            Set.of(),
            Map.of());

    /**
     * Copies the lists.
     *
     * @param nameserver servers to ask
     * @param search suffixes of names; a dot at their ends is added where it is missing
     * @param lookup where to look a name up
     * @param family families of addresses
     * @param edns0 whether queries to servers that recurse have an OPT record
     * @param ndots fewest dots of a name that is tried as it is first
     * @param timeout how long to wait for one server's answer
     * @param attempts rounds over all servers
     * @param rotate whether servers are asked in random order
     * @param recurse whether to ask from the root servers down
     * @param smart whether the addresses of names in answers are looked up too
     * @param tcp when to ask over TCP
     * @param local address that queries come from
     * @param dnssec whether answers are validated
     * @param anchors records that are trusted without a proof
     * @param bindReturns what may come of asking servers after which nothing is looked up elsewhere
     * @param tls names of servers that are asked over TLS; of others than those in {@code nameserver} they are dropped
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Settings {
        nameserver = List.copyOf(nameserver);
        require(
                !nameserver.isEmpty() && nameserver.size() <= MAX_NAMESERVERS,
                "nameserver has 1 to 3 addresses, not ",
                nameserver);
        nameserver.forEach(
                server -> require(!server.isUnresolved(), "nameserver has addresses in numbers, not ", server));
        search = search.stream()
                .map(suffix -> suffix.endsWith(".") ? suffix : suffix + ".")
                .toList();
        require(search.size() <= MAX_SEARCH, "search has at most 16 suffixes, not ", search.size());
        lookup = List.copyOf(new LinkedHashSet<>(lookup));
        require(!lookup.isEmpty(), "lookup has at least one of file and bind, not ", lookup);
        family = List.copyOf(new LinkedHashSet<>(family));
        boolean internet = family.stream().allMatch(one -> one == Family.INET || one == Family.INET6);
        require(!family.isEmpty() && internet, "family has inet4, inet6 or both, not ", family);
        require(ndots >= 0 && ndots <= 15, "ndots is 0 to 15, not ", ndots);
        require(
                timeout.compareTo(Duration.ofMillis(1)) >= 0 && timeout.compareTo(Duration.ofHours(1)) <= 0,
                "timeout is 1 ms to 1 h, not ",
                timeout);
        require(attempts >= 1 && attempts <= 100, "attempts is 1 to 100, not ", attempts);
        Objects.requireNonNull(tcp, "tcp");
        local = local.filter(
                address -> address.getPort() != 0 || !address.getAddress().isAnyLocalAddress());
        anchors = List.copyOf(anchors);
        anchors.forEach(anchor -> require(
                ANCHORS.contains(anchor.type()) && anchor.rdata().length > 0,
                "anchors are records of type DS or DNSKEY, not ",
                anchor.type() + " " + anchor));
        bindReturns = Set.copyOf(bindReturns);
        tls = kept(tls, nameserver);
    }

    private static Map<InetSocketAddress, String> kept(
            Map<InetSocketAddress, String> tls, List<InetSocketAddress> servers) {
        Map<InetSocketAddress, String> kept = new HashMap<>(tls);
        kept.keySet().retainAll(servers);
        kept.values().forEach(Peer::requireName);
        return Map.copyOf(kept);
    }

    private static void require(boolean fits, String expected, Object value) {
        if (!fits) {
            throw new IllegalArgumentException(expected + value);
        }
    }

    /** {@return a builder with these settings} */
    public Builder with() {
        return new Builder(this);
    }

    /** Collects settings: worker of one thread. {@link #build} checks them. */
    public static final class Builder {
        private List<InetSocketAddress> nameserver;
        private List<String> search;
        private List<Lookup> lookup;
        private List<Family> family;
        private boolean edns0;
        private int ndots;
        private Duration timeout;
        private int attempts;
        private boolean rotate;
        private boolean recurse;
        private boolean smart;
        private Tcp tcp;
        private Optional<InetSocketAddress> local;
        private boolean dnssec;
        private List<ResourceRecord> anchors;
        private Set<Status> bindReturns;
        private Map<InetSocketAddress, String> tls;

        private Builder(Settings from) {
            nameserver = from.nameserver;
            search = from.search;
            lookup = from.lookup;
            family = from.family;
            edns0 = from.edns0;
            ndots = from.ndots;
            timeout = from.timeout;
            attempts = from.attempts;
            rotate = from.rotate;
            recurse = from.recurse;
            smart = from.smart;
            tcp = from.tcp;
            local = from.local;
            dnssec = from.dnssec;
            anchors = from.anchors;
            bindReturns = from.bindReturns;
            tls = from.tls;
        }

        /**
         * Sets the servers.
         *
         * @param servers 1 to 3, with their ports
         * @return this
         */
        public Builder nameserver(List<InetSocketAddress> servers) {
            nameserver = new ArrayList<>(servers);
            return this;
        }

        /**
         * Sets the suffixes.
         *
         * @param suffixes at most 16
         * @return this
         */
        public Builder search(List<String> suffixes) {
            search = new ArrayList<>(suffixes);
            return this;
        }

        /**
         * Sets where to look names up.
         *
         * @param order at least one
         * @return this
         */
        public Builder lookup(List<Lookup> order) {
            lookup = new ArrayList<>(order);
            return this;
        }

        /**
         * Sets the families of addresses.
         *
         * @param order at least one of {@code INET} and {@code INET6}
         * @return this
         */
        public Builder family(List<Family> order) {
            family = new ArrayList<>(order);
            return this;
        }

        /**
         * Sets whether queries have an OPT record.
         *
         * @param on false unless set
         * @return this
         */
        public Builder edns0(boolean on) {
            edns0 = on;
            return this;
        }

        /**
         * Sets how many dots a name needs to be tried as it is first.
         *
         * @param dots 0 to 15
         * @return this
         */
        public Builder ndots(int dots) {
            ndots = dots;
            return this;
        }

        /**
         * Sets how long to wait for one server's answer.
         *
         * @param length 1 ms to 1 h
         * @return this
         */
        public Builder timeout(Duration length) {
            timeout = Objects.requireNonNull(length, "timeout");
            return this;
        }

        /**
         * Sets the rounds over all servers.
         *
         * @param rounds 1 to 100
         * @return this
         */
        public Builder attempts(int rounds) {
            attempts = rounds;
            return this;
        }

        /**
         * Sets whether servers are asked in random order.
         *
         * @param on false unless set
         * @return this
         */
        public Builder rotate(boolean on) {
            rotate = on;
            return this;
        }

        /**
         * Sets whether to ask from the root servers down.
         *
         * @param on false unless set
         * @return this
         */
        public Builder recurse(boolean on) {
            recurse = on;
            return this;
        }

        /**
         * Sets whether the addresses of names in answers are looked up too.
         *
         * @param on false unless set
         * @return this
         */
        public Builder smart(boolean on) {
            smart = on;
            return this;
        }

        /**
         * Sets when to ask over TCP.
         *
         * @param when {@link Tcp#ENABLE} unless set
         * @return this
         */
        public Builder tcp(Tcp when) {
            tcp = Objects.requireNonNull(when, "tcp");
            return this;
        }

        /**
         * Sets the address that queries come from.
         *
         * @param address address and port; a port other than 0 serves one query at a time
         * @return this
         */
        public Builder local(InetSocketAddress address) {
            local = Optional.of(address);
            return this;
        }

        /**
         * Sets whether answers are validated.
         *
         * @param on false unless set
         * @return this
         */
        public Builder dnssec(boolean on) {
            dnssec = on;
            return this;
        }

        /**
         * Sets what is trusted without a proof.
         *
         * @param records of type DS or DNSKEY
         * @return this
         */
        public Builder anchors(List<ResourceRecord> records) {
            anchors = new ArrayList<>(records);
            return this;
        }

        /**
         * Sets after what servers say nothing is looked up elsewhere.
         *
         * @param statuses none unless set
         * @return this
         */
        public Builder bindReturns(Set<Status> statuses) {
            bindReturns = Set.copyOf(statuses);
            return this;
        }

        /**
         * Sets which servers are asked over TLS.
         *
         * @param names the names that their certificates must be for
         * @return this
         */
        public Builder tls(Map<InetSocketAddress, String> names) {
            tls = new HashMap<>(names);
            return this;
        }

        /**
         * {@return the settings}
         *
         * @throws IllegalArgumentException if a value is out of its range
         */
        public Settings build() {
            return new Settings(
                    nameserver,
                    search,
                    lookup,
                    family,
                    edns0,
                    ndots,
                    timeout,
                    attempts,
                    rotate,
                    recurse,
                    smart,
                    tcp,
                    local,
                    dnssec,
                    anchors,
                    bindReturns,
                    tls);
        }
    }
}
