package org.cqueues.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Body;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Datagram;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;

/** A server that does as a script says, over both transports on one port. */
final class ScriptedServer {
    /** What to do with a query. */
    interface Script {
        void answer(Ask ask) throws IOException;
    }

    private final World world;
    private final Script script;
    private final Socket udp;
    private final Socket listener;
    private final InetSocketAddress address;
    private final List<Socket> clients = new ArrayList<>();

    /** Each query: its transport, name in lower case, and type. */
    final List<String> asked = new ArrayList<>();

    final List<Packet> queries = new ArrayList<>();

    /** The ports that queries came from. */
    final List<Integer> ports = new ArrayList<>();

    int accepted;

    /** How many connections are served; further ones are closed at once. */
    int bears = Integer.MAX_VALUE;

    /** So many connections are accepted and never read, the first ones. */
    int deaf;

    /** Connections that resumed a session. */
    int resumed;

    /** What connections go into TLS with; null: they do not. */
    SSLContext tls;

    ScriptedServer(World world, String host, int port, Script script) throws IOException {
        this.world = world;
        this.script = script;
        Socket[] pair = pair(host, port);
        listener = pair[0];
        udp = pair[1];
        address = listener.localname().inet();
        world.loop.wrap(quietly(this::serveUdp));
        world.loop.wrap(quietly(this::serveTcp));
    }

    /** A listener and a socket for datagrams with the same port, which somebody else may have taken for one of them. */
    private Socket[] pair(String host, int port) throws IOException {
        for (int tries = 0; true; tries++) {
            Socket first = world.sockets.listen(host, port).listen();
            SocketOptions options = SocketOptions.builder()
                    .type(Type.DGRAM)
                    .host(host)
                    .port(first.localname().port())
                    .reuseaddr(false)
                    .rcvbuf(4 << 20)
                    .build();
            try {
                return new Socket[] {first, world.sockets.listen(options).listen()};
            } catch (IOException e) {
                first.close();
                if (tries == 20) {
                    throw e;
                }
            }
        }
    }

    InetSocketAddress address() {
        return address;
    }

    private static Body quietly(Body body) {
        return () -> {
            try {
                body.run();
            } catch (IOException | UncheckedIOException e) {
                return; // closed, or the peer is gone
            }
        };
    }

    private void serveUdp() throws IOException {
        while (true) {
            Datagram datagram = udp.recvfrom(4096);
            Ask ask = new Ask(world.dns.packet(datagram.bytes()), false, datagram.from(), udp);
            ports.add(datagram.from().port());
            serve(ask);
        }
    }

    private void serveTcp() throws IOException {
        for (Socket client : listener.clients()) {
            accepted++;
            clients.add(client);
            if (accepted > bears) {
                client.close();
                continue;
            }
            if (accepted <= deaf) {
                continue;
            }
            client.nodelay(true); // what is answered is on its way before a script hangs up
            world.loop.wrap(quietly(() -> serveClient(client)));
        }
    }

    private void serveClient(Socket client) throws IOException {
        if (tls != null) {
            client.starttls(tls);
            resumed += client.checktls().orElseThrow().resumed() ? 1 : 0;
        }
        client.setmode("b", "bn");
        while (true) {
            byte[] length = client.readBytes(Format.bytes(2));
            if (length == null || length.length < 2) {
                client.close();
                return;
            }
            byte[] wire = client.readBytes(Format.bytes((length[0] & 255) << 8 | length[1] & 255));
            serve(new Ask(world.dns.packet(wire), true, SocketName.UNSPECIFIED, client));
        }
    }

    private void serve(Ask ask) throws IOException {
        asked.add((!ask.tcp ? "udp " : tls == null ? "tcp " : "tls ")
                + ask.name().toLowerCase(Locale.ROOT) + " " + ask.type());
        queries.add(ask.query);
        script.answer(ask);
    }

    void close() {
        udp.close();
        listener.close();
        clients.forEach(Socket::close);
    }

    /** One query, to be answered or not. */
    final class Ask {
        final Packet query;
        final boolean tcp;
        private final SocketName from;
        private final Socket socket;

        Ask(Packet query, boolean tcp, SocketName from, Socket socket) {
            this.query = query;
            this.tcp = tcp;
            this.from = from;
            this.socket = socket;
        }

        ResourceRecord question() {
            return query.grep(Criteria.any().section(Section.QUESTION))
                    .iterator()
                    .next();
        }

        String name() {
            return question().name();
        }

        RecordType type() {
            return question().type();
        }

        boolean edns() {
            return query.count(Set.of(Section.ADDITIONAL)) > 0;
        }

        /** {@return an answer with the question in it, its numbers as they should be} */
        Packet answer(Rcode rcode, ResourceRecord... records) {
            Packet answer = world.dns
                    .packet()
                    .setqid(query.qid())
                    .setflags(Flags.of(0x8180).withRcode(rcode))
                    .push(question());
            for (ResourceRecord record : records) {
                answer.push(record);
            }
            return answer;
        }

        void reply(Rcode rcode, ResourceRecord... records) throws IOException {
            send(answer(rcode, records).dump());
        }

        void reply(ResourceRecord... records) throws IOException {
            reply(Rcode.NOERROR, records);
        }

        /** Answers as one that has the zone. */
        void authoritative(Rcode rcode, ResourceRecord... records) throws IOException {
            send(answer(rcode, records)
                    .setflags(Flags.of(0x8400).withRcode(rcode))
                    .dump());
        }

        /** Answers as one that has not. */
        void refer(ResourceRecord... records) throws IOException {
            send(answer(Rcode.NOERROR, records).setflags(Flags.of(0x8000)).dump());
        }

        /** Answers with an address. */
        void address(String address) throws IOException {
            reply(ResourceRecord.of(name(), RecordType.A, 300, address));
        }

        void send(byte[] wire) throws IOException {
            if (tcp) {
                socket.write("" + (char) (wire.length >> 8) + (char) (wire.length & 255)
                        + new String(wire, StandardCharsets.ISO_8859_1));
            } else {
                udp.sendto(wire, from);
            }
        }

        /** Writes to a connection as it is. */
        void raw(String bytes) throws IOException {
            socket.write(bytes);
        }

        void hangUp() {
            socket.close();
        }

        /** {@return what tells one connection from another} */
        Object connection() {
            return socket;
        }

        SocketName from() {
            return from;
        }
    }
}
