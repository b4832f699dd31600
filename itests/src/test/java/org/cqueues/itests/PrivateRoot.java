package org.cqueues.itests;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An Internet of names on addresses 127.x.y.z of this host, which another test run does not have: a root zone, a top-level zone and zones below it, each on an nsd of its own, and
 * unbound three times, which recurses from that root and validates.
 * <pre>
 * .               signed                     nsd on 127.x.y.1
 * test.           signed                     nsd on 127.x.y.2
 * leaf.test.      unsigned                   nsd on 127.x.y.3, as all below: records of every type, many and large ones, wildcards
 * signed.test.    signed, NSEC
 * nsec3.test.     signed, NSEC3
 * optout.test.    signed, NSEC3 with opt-out; plain.optout.test. below it unsigned
 * bogus.test.     signed, then changed
 * expired.test.   signed, long ago
 * far.test.       unsigned, on a server whose address its parent does not tell
 * lame.test.      not there, whatever its parent says
 *                                            unbound on 127.x.y.4, over TLS on port 853 too, on 127.x.y.5, and on 127.x.y.6, over TLS too, with places for two connections
 * </pre>
 */
final class PrivateRoot implements AutoCloseable {
    private static final int DNS = 53;
    private static final int DNS_OVER_TLS = 853;

    /** Connections that one unbound has places for. */
    private static final int FEW = 2;

    /** Of the certificate of unbound. */
    static final String TLS_NAME = "resolver.test";

    private final Path work;
    private final String net;
    private final Deque<NameServer> servers = new ArrayDeque<>();

    private PrivateRoot(Path work) {
        this.work = work;
        long pid = ProcessHandle.current().pid();
        net = "127." + (64 + pid / 250 % 128) + "." + (1 + pid % 250) + ".";
    }

    /** Starts the servers with files in a folder. Skips the test where that is not possible. */
    static PrivateRoot open(Path work) throws Exception {
        List.of("nsd", "unbound", "ldns-keygen", "ldns-signzone", "openssl").forEach(Peer::require);
        PrivateRoot root = new PrivateRoot(Files.createDirectory(work.resolve("names")));
        root.requirePort();
        try {
            root.start();
            return root;
        } catch (Exception | Error e) {
            root.close();
            throw e;
        }
    }

    private void requirePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(address(1))) {
            socket.getLocalPort();
        } catch (SocketException e) {
            Peer.require(false, "port 53 of " + net + "1 is not for this user, or not there: " + e.getMessage());
        }
    }

    private void start() throws Exception {
        List<Zone> leaves = List.of(
                Zone.write(work, "leaf.test.", Zone.Signing.NONE, leaf()),
                Zone.write(work, "signed.test.", Zone.Signing.NSEC, below()),
                Zone.write(work, "nsec3.test.", Zone.Signing.NSEC3, below()),
                Zone.write(work, "bogus.test.", Zone.Signing.BOGUS, below()),
                Zone.write(work, "expired.test.", Zone.Signing.EXPIRED, below()),
                Zone.write(
                        work,
                        "optout.test.",
                        Zone.Signing.OPT_OUT,
                        List.of("@ NS ns.leaf.test.", "www A " + Zone.GENUINE, "plain NS ns.leaf.test.")),
                Zone.write(
                        work,
                        "plain.optout.test.",
                        Zone.Signing.NONE,
                        List.of("@ NS ns.leaf.test.", "www A " + Zone.GENUINE)),
                Zone.write(
                        work, "far.test.", Zone.Signing.NONE, List.of("@ NS ns.out.signed.test.", "www A 192.0.2.8")));
        List<String> delegations = new ArrayList<>(List.of("@ NS ns.nic.test.", "ns.nic A " + net + 2));
        for (Zone leaf : leaves.subList(0, 6)) {
            delegations.add(leaf.name() + " NS ns.leaf.test.");
            delegations.addAll(leaf.keys());
        }
        delegations.addAll(List.of("far NS ns.out.signed.test.", "lame NS ns.nic.test."));
        delegations.add("ns.leaf A " + net + 3);
        Zone top = Zone.write(work, "test.", Zone.Signing.NSEC, delegations);
        List<String> roots = new ArrayList<>(List.of(
                "@ NS a.servers.", "a.servers A " + net + 1, "test NS ns.nic.test.", "ns.nic.test A " + net + 2));
        roots.addAll(top.keys());
        Zone root = Zone.write(work, ".", Zone.Signing.NSEC, roots);
        nsd(1, List.of(root));
        nsd(2, List.of(top));
        nsd(3, leaves);
        Files.writeString(anchors(), root.anchor() + "\n");
        Files.writeString(hints(), ". 3600000 NS a.servers.\na.servers. 3600000 A " + net + "1\n");
        certificate(work);
        unbound(4, overTls(4));
        unbound(5, "");
        unbound(6, overTls(6) + "    incoming-num-tcp: " + FEW + "\n");
    }

    /** Records of the zone that has no signatures. */
    private List<String> leaf() {
        List<String> records = new ArrayList<>(List.of(
                "ns A " + net + 3,
                "cut NS ns.elsewhere.test.",
                "*.wild A 192.0.2.7",
                "alias CNAME middle",
                "middle CNAME www",
                "outside CNAME www.signed.test.",
                "loop CNAME pool",
                "pool CNAME loop",
                "moved DNAME leaf.test.",
                "here A 127.0.0.1",
                "only4 A 192.0.2.4"));
        IntStream.range(0, 50).forEach(i -> records.add("some A 198.51.100." + (i + 1)));
        IntStream.range(0, 100).forEach(i -> records.add("many A 198.51.100." + (i + 1)));
        IntStream.range(0, 200).forEach(i -> records.add("large TXT \"" + i + " " + "x".repeat(240) + '"'));
        SampleRecord.ALL.forEach(sample -> records.add(sample.line()));
        return records;
    }

    /** Records of a zone that has signatures. */
    private List<String> below() {
        return List.of(
                "@ NS ns.leaf.test.",
                "ns.out A " + net + 3,
                "www A " + Zone.GENUINE,
                "www AAAA 2001:db8::2",
                "alias CNAME www",
                "*.wild A 192.0.2.7",
                "moved DNAME wild",
                "out CNAME www.leaf.test.");
    }

    private void nsd(int host, List<Zone> zones) throws IOException {
        StringBuilder text = new StringBuilder("server:\n    ip-address: " + net + host + "\n    port: " + DNS
                + "\n    server-count: 1\n    username: \"\"\n    chroot: \"\"\n    database: \"\"\n    rrl-ratelimit: 0\n"
                + "    zonesdir: \"" + work + "\"\n    pidfile: \"" + work.resolve("nsd" + host + ".pid") + "\"\n"
                + "    zonelistfile: \"" + work.resolve("nsd" + host + ".list") + "\"\n    xfrdfile: \""
                + work.resolve("nsd" + host + ".state") + "\"\n    xfrdir: \"" + work + "\"\n"
                + "remote-control:\n    control-enable: no\n");
        zones.forEach(zone ->
                text.append("zone:\n    name: \"" + zone.name() + "\"\n    zonefile: \"" + zone.file() + "\"\n"));
        Path config = Files.writeString(work.resolve("nsd" + host + ".conf"), text);
        servers.push(NameServer.start(work, address(host), zones.get(0).name(), "nsd", "-d", "-c", config.toString()));
    }

    private String overTls(int host) {
        return "    interface: " + net + host + "@" + DNS_OVER_TLS + "\n    tls-port: " + DNS_OVER_TLS
                + "\n    tls-service-key: \"" + work.resolve("key.pem") + "\"\n    tls-service-pem: \"" + authorities()
                + "\"\n";
    }

    private void unbound(int host, String more) throws IOException {
        String text = "server:\n    interface: " + net + host + "\n    port: " + DNS + "\n" + more
                + "    num-threads: 1\n    username: \"\"\n    chroot: \"\"\n    directory: \"" + work
                + "\"\n    pidfile: \"\"\n    use-syslog: no\n    do-daemonize: no\n    do-ip6: no\n"
                + "    access-control: 127.0.0.0/8 allow\n    do-not-query-localhost: no\n"
                + "    local-zone: \"test.\" nodefault\n    module-config: \"validator iterator\"\n    root-hints: \""
                + hints() + "\"\n    trust-anchor-file: \"" + anchors() + "\"\n    val-log-level: 2\n"
                + "remote-control:\n    control-enable: no\n";
        Path config = Files.writeString(work.resolve("unbound" + host + ".conf"), text);
        servers.push(NameServer.start(work, address(host), "test.", "unbound", "-d", "-p", "-c", config.toString()));
    }

    private void certificate(Path folder) throws Exception {
        Peer.run(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + TLS_NAME,
                "-addext",
                "subjectAltName=DNS:" + TLS_NAME + ",IP:" + net + "4",
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem");
    }

    private InetSocketAddress address(int host) {
        return new InetSocketAddress(net + host, DNS);
    }

    /** Serves the root zone. */
    InetSocketAddress root() {
        return address(1);
    }

    /** Serves the zone {@code test.} */
    InetSocketAddress top() {
        return address(2);
    }

    /** Serves the zones below. */
    InetSocketAddress leaves() {
        return address(3);
    }

    /** Recurses and validates. */
    InetSocketAddress recursive() {
        return address(4);
    }

    /** Recurses and validates too. */
    InetSocketAddress otherRecursive() {
        return address(5);
    }

    /** The first of those that recurse, over TLS. */
    InetSocketAddress overTls() {
        return new InetSocketAddress(net + 4, DNS_OVER_TLS);
    }

    /** The last of those that recurse, over TLS. */
    InetSocketAddress scarceOverTls() {
        return new InetSocketAddress(net + 6, DNS_OVER_TLS);
    }

    /** An address where nobody listens. */
    InetSocketAddress nobody() {
        return address(9);
    }

    /** Where the root is, as a zone file. */
    Path hints() {
        return work.resolve("root.hints");
    }

    /** The root's key. */
    Path anchors() {
        return work.resolve("root.key");
    }

    /** What the certificate of the server over TLS is verified with: itself. */
    Path authorities() {
        return work.resolve("cert.pem");
    }

    /** Ends one server without a word. */
    void kill(InetSocketAddress address) throws IOException {
        for (NameServer server : servers) {
            if (server.address().equals(address)) {
                server.kill();
                return;
            }
        }
        throw new IllegalArgumentException(address.toString());
    }

    /** Ends the servers, the last one first. */
    @Override
    public void close() throws IOException {
        for (NameServer server : servers) {
            server.close();
        }
    }
}
