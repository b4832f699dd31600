package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DTLS between two sockets of ours, over wires that lose, repeat and reorder datagrams. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class DtlsTest {
    private final World world = new World();
    private TlsOptions.Builder client;
    private TlsOptions.Builder server;

    @BeforeEach
    void open() throws Exception {
        client = TlsOptions.builder()
                .context(Keys.of("DTLS", null))
                .serverName("one.test")
                .retransmit(Duration.ofMillis(20));
        server = TlsOptions.builder()
                .context(Keys.of("DTLS", "server"))
                .role(TlsOptions.Role.SERVER)
                .retransmit(Duration.ofMillis(20));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.sendto(bytes(text), SocketName.UNSPECIFIED);
    }

    private static String receive(Socket socket) throws IOException {
        return socket.recvfrom(2000).text();
    }

    /** Runs both ends in DTLS, over a wire without faults. */
    private void secured(TlsWorld.End clientEnd, TlsWorld.End serverEnd) throws Exception {
        List<Socket> pair = world.sockets.pair(Type.DGRAM);
        world.run(
                () -> clientEnd.run(pair.get(0).starttls(client.build())),
                () -> serverEnd.run(pair.get(1).starttls(server.build())));
    }

    @Test
    void datagramsGoBothWaysAndStayWhole() throws Exception {
        secured(
                socket -> {
                    assertEquals("DTLSv1.2", socket.checktls().orElseThrow().version());
                    send(socket, "one");
                    send(socket, "two");
                    assertEquals("three", receive(socket));
                },
                socket -> {
                    assertEquals("one", receive(socket));
                    assertEquals("two", receive(socket));
                    send(socket, "three");
                });
    }

    @Test
    void whatIsReadAndWrittenGoesThroughDtlsToo() throws Exception {
        List<Socket> pair = world.sockets.pair(Type.DGRAM);
        world.run(
                () -> {
                    pair.get(0).starttls(client.build());
                    pair.get(0).write("one line\nand another\n").flush();
                    pair.get(0).setvbuf(Buffering.FULL);
                    pair.get(0).write("of two ").write("writes").flush();
                    assertEquals("over", pair.get(0).read("*a"));
                    assertThrows(
                            ErrnoException.class,
                            () -> pair.get(0).write("x".repeat(2000)).flush());
                    pair.get(0).close();
                },
                () -> {
                    pair.get(1).starttls(server.build());
                    assertEquals("one line", pair.get(1).read());
                    assertEquals("and another", pair.get(1).read());
                    assertEquals("of two writes", pair.get(1).read("*a"));
                    pair.get(1).write("over").flush();
                    assertNull(pair.get(1).read());
                });
    }

    /** A server that waits for anybody learns who comes, and takes the rest of the conversation to a socket of its own. */
    @Test
    void aUdpServerTakesClientsOnConnectedSockets() throws Exception {
        Socket waiting = world.sockets.listen(SocketOptions.builder()
                .type(Type.DGRAM)
                .host("127.0.0.1")
                .port(0)
                .build());
        SocketName address = waiting.localname();
        world.run(
                () -> {
                    Socket socket = world.sockets.connect(SocketOptions.builder()
                            .type(Type.DGRAM)
                            .name(address)
                            .build());
                    socket.starttls(client.build());
                    send(socket, "hello");
                    Datagram answer = socket.recvfrom(100);
                    assertEquals("hello to you", answer.text());
                    assertEquals(address, answer.from());
                },
                () -> {
                    SocketName peer = waiting.recvfrom(1 << 16).from();
                    Socket socket = world.sockets.connect(SocketOptions.builder()
                            .type(Type.DGRAM)
                            .bind(address)
                            .name(peer)
                            .build());
                    socket.starttls(server.build()); // the client says again what the first socket took
                    assertEquals("hello", receive(socket));
                    send(socket, "hello to you");
                });
    }

    /** Carries datagrams until the wire is closed. */
    private interface Wire {
        void carry(Socket from, Socket to) throws Exception;
    }

    private static void carry(Wire wire, Socket from, Socket to) throws Exception {
        try {
            wire.carry(from, to);
        } catch (ClosedChannelException e) {
            // the test is over
        }
    }

    /** Runs the handshake and an exchange over a wire with faults. */
    private void over(Wire toServer, Wire toClient) throws Exception {
        List<Socket> near = world.sockets.pair(Type.DGRAM);
        List<Socket> far = world.sockets.pair(Type.DGRAM);
        world.run(
                () -> {
                    Socket socket = near.get(0).starttls(client.build());
                    String answer = null;
                    while (answer == null) { // as whoever uses datagrams has to
                        send(socket, "question");
                        try {
                            answer = socket.recvfrom(100, Duration.ofMillis(20)).text();
                        } catch (SocketTimeoutException e) {
                            // lost
                        }
                    }
                    assertEquals("answer", answer);
                    near.forEach(Socket::close);
                    far.forEach(Socket::close);
                },
                () -> {
                    try {
                        Socket socket = far.get(1).starttls(server.build());
                        while (true) {
                            assertEquals("question", receive(socket));
                            send(socket, "answer");
                        }
                    } catch (ClosedChannelException e) {
                        // the test is over
                    }
                },
                () -> carry(toServer, near.get(1), far.get(0)),
                () -> carry(toClient, far.get(0), near.get(1)));
    }

    private static final Wire WHOLE = (from, to) -> {
        while (true) {
            to.sendto(from.recvfrom(1 << 16).bytes(), SocketName.UNSPECIFIED);
        }
    };

    private static Wire losing(int which) {
        return (from, to) -> {
            for (int i = 0; ; i++) {
                byte[] datagram = from.recvfrom(1 << 16).bytes();
                if (i != which) {
                    to.sendto(datagram, SocketName.UNSPECIFIED);
                }
            }
        };
    }

    @Test
    void anyDatagramToTheServerMayBeLost() throws Exception {
        for (int lost = 0; lost < 7; lost++) {
            over(losing(lost), WHOLE);
        }
    }

    @Test
    void anyDatagramToTheClientMayBeLost() throws Exception {
        for (int lost = 0; lost < 9; lost++) {
            over(WHOLE, losing(lost));
        }
    }

    @Test
    void everyThirdDatagramMayBeLost() throws Exception {
        Wire every = (from, to) -> {
            for (int i = 0; ; i++) {
                byte[] datagram = from.recvfrom(1 << 16).bytes();
                if (i % 3 != 2) {
                    to.sendto(datagram, SocketName.UNSPECIFIED);
                }
            }
        };
        over(every, every);
    }

    @Test
    void datagramsMayComeTwice() throws Exception {
        Wire twice = (from, to) -> {
            while (true) {
                byte[] datagram = from.recvfrom(1 << 16).bytes();
                to.sendto(datagram, SocketName.UNSPECIFIED);
                to.sendto(datagram, SocketName.UNSPECIFIED);
            }
        };
        over(twice, twice);
    }

    @Test
    void datagramsMayOvertakeEachOther() throws Exception {
        Wire swapping = (from, to) -> {
            while (true) {
                byte[] first = from.recvfrom(1 << 16).bytes();
                byte[] second = null;
                try {
                    second = from.recvfrom(1 << 16, Duration.ofMillis(2)).bytes();
                } catch (SocketTimeoutException e) {
                    // there is none to overtake it
                }
                if (second != null) {
                    to.sendto(second, SocketName.UNSPECIFIED);
                }
                to.sendto(first, SocketName.UNSPECIFIED);
            }
        };
        over(swapping, swapping);
    }

    @Test
    void whatIsNobodysIsDropped() throws Exception {
        Wire noisy = (from, to) -> {
            Random random = new Random(6);
            while (true) {
                byte[] datagram = from.recvfrom(1 << 16).bytes();
                byte[] noise = new byte[1 + random.nextInt(100)];
                random.nextBytes(noise);
                to.sendto(noise, SocketName.UNSPECIFIED);
                byte[] forged = datagram.clone();
                forged[forged.length - 1] ^= 1;
                if (forged[0] == 23) { // application data: others could confuse a handshake that nothing protects yet
                    to.sendto(forged, SocketName.UNSPECIFIED);
                }
                to.sendto(datagram, SocketName.UNSPECIFIED);
            }
        };
        over(noisy, noisy);
    }

    @Test
    void sizesHaveTheirLimits() throws Exception {
        secured(
                socket -> {
                    socket.sendto(new byte[1400], SocketName.UNSPECIFIED);
                    ErrnoException e = assertThrows(
                            ErrnoException.class, () -> socket.sendto(new byte[1453], SocketName.UNSPECIFIED));
                    assertEquals("EMSGSIZE", e.name());
                    send(socket, "too long");
                    assertThrows(
                            IllegalArgumentException.class, () -> socket.sendto(new byte[1], SocketName.unix("/x")));
                },
                socket -> {
                    assertEquals(1400, socket.recvfrom(1 << 16).bytes().length);
                    Datagram cut = socket.recvfrom(3);
                    assertEquals("too true", cut.text() + " " + cut.truncated());
                    assertThrows(IllegalArgumentException.class, () -> socket.recvfrom(0));
                });
    }

    @Test
    void greatDatagramsAreSentByThoseWhoAgree() throws Exception {
        client.packetSize(1 << 14);
        server.packetSize(1 << 14);
        secured(
                socket -> socket.sendto(new byte[16_000], SocketName.UNSPECIFIED),
                socket -> assertEquals(16_000, socket.recvfrom(1 << 16).bytes().length));
        assertThrows(IllegalArgumentException.class, () -> client.packetSize(1 << 20));
    }

    @Test
    void closingIsTheEnd() throws Exception {
        secured(
                socket -> {
                    send(socket, "last");
                    socket.close();
                },
                socket -> {
                    assertEquals("last", receive(socket));
                    assertNull(socket.recvfrom(100));
                    assertNull(socket.recvfrom(100));
                });
    }

    @Test
    void closingWakesAReceiver() throws Exception {
        secured(
                socket -> {
                    world.loop.wrap(() -> {
                        world.settle();
                        socket.close();
                    });
                    assertThrows(AsynchronousCloseException.class, () -> socket.recvfrom(100));
                },
                socket -> assertNull(socket.recvfrom(100)));
    }

    @Test
    void aServerForAnotherHostIsRefused() throws Exception {
        client.serverName("two.test");
        List<Socket> pair = world.sockets.pair(Type.DGRAM);
        world.run(
                () -> {
                    SSLException e =
                            assertThrows(SSLException.class, () -> pair.get(0).starttls(client.build()));
                    assertTrue(e.getMessage().contains("two.test"), e.getMessage());
                    assertEquals(
                            e.getMessage(),
                            assertThrows(SSLException.class, () -> pair.get(0).recvfrom(100))
                                    .getMessage());
                    assertEquals(
                            e.getMessage(),
                            assertThrows(SSLException.class, () -> send(pair.get(0), "x"))
                                    .getMessage());
                },
                () -> assertThrows(SSLException.class, () -> pair.get(1).starttls(server.build())));
    }

    @Test
    void aClientShowsItsCertificate() throws Exception {
        client.context(Keys.of("DTLS", "client"));
        server.clientAuth(TlsOptions.ClientAuth.NEED);
        secured(socket -> send(socket, "it is me"), socket -> {
            assertEquals("it is me", receive(socket));
            assertEquals(
                    "CN=client",
                    socket.checktls().orElseThrow().session().getPeerPrincipal().getName());
        });
    }

    @Test
    void aHandshakeGoesOnAfterATimeout() throws Exception {
        List<Socket> pair = world.sockets.pair(Type.DGRAM);
        boolean[] gaveUp = new boolean[1];
        world.run(
                () -> {
                    Socket socket = pair.get(0);
                    assertThrows(
                            SocketTimeoutException.class, () -> socket.starttls(client.build(), Duration.ofMillis(1)));
                    assertThrows(
                            SocketTimeoutException.class,
                            () -> socket.sendto(bytes("x"), SocketName.UNSPECIFIED, Duration.ZERO));
                    gaveUp[0] = true;
                    send(socket, "at last");
                },
                () -> {
                    while (!gaveUp[0]) {
                        world.controllers.poll();
                    }
                    assertEquals("at last", receive(pair.get(1).starttls(server.build())));
                });
    }

    @Test
    void packetsAreNotSecured() throws Exception {
        assertThrows(
                IllegalStateException.class,
                () -> world.sockets.pair(Type.SEQPACKET).get(0).starttls(client.build()));
    }

    @Test
    void aTimeToWaitIsMoreThanZero() {
        assertThrows(IllegalArgumentException.class, () -> TlsOptions.builder().retransmit(Duration.ZERO));
    }
}
