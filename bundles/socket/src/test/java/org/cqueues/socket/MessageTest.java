package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.TestBindings;
import org.cqueues.kernel.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams, packets and passed descriptors, over each binding. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("bindings")
class MessageTest {
    @Parameter
    String binding;

    @TempDir
    Path directory;

    private World world;
    private long before;

    static Stream<String> bindings() {
        return TestBindings.available();
    }

    @BeforeEach
    void open() throws IOException {
        world = new World(Kernel.open(Map.of(Kernel.BINDING_SETTING, binding)::get));
        before = World.openSockets();
    }

    @AfterEach
    void close() throws IOException {
        world.sockets.close();
        assertEquals(before, World.openSockets());
        world.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Socket udp() throws IOException {
        return world.sockets
                .listen(SocketOptions.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .type(Type.DGRAM)
                        .build())
                .listen();
    }

    private SocketOptions unix(String name, Type type) {
        return SocketOptions.builder()
                .path(directory.resolve(name).toString())
                .type(type)
                .build();
    }

    @Test
    void datagramsKeepTheirBoundariesAndTellTheirSender() throws Exception {
        Socket one = udp();
        Socket other = udp();

        one.sendto(bytes("first"), other.localname());
        one.sendto(bytes(""), other.localname());
        one.sendto(bytes("second"), other.localname());

        Datagram first = other.recvfrom(100);
        assertEquals("first", first.text());
        assertEquals(one.localname(), first.from());
        assertFalse(first.truncated());
        assertEquals("", other.recvfrom(100).text());
        Datagram second = other.recvfrom(3);
        assertEquals("sec", second.text());
        assertTrue(second.truncated());
        assertThrows(SocketTimeoutException.class, () -> other.recvfrom(100, Duration.ZERO));
    }

    @Test
    void connectedDatagramsGoToTheirPeer() throws Exception {
        Socket server = udp();
        Socket client = world.sockets
                .connect(SocketOptions.builder()
                        .name(server.localname())
                        .type(Type.DGRAM)
                        .build())
                .connect();

        client.sendto(bytes("question"), SocketName.UNSPECIFIED);
        server.sendto(bytes("answer"), server.recvfrom(100).from());

        assertEquals("answer", client.recvfrom(100).text());
        assertEquals(server.localname(), client.peername());
    }

    @Test
    void connectedSenderIsToldThatNobodyListens() throws Exception {
        Socket gone = udp();
        SocketName name = gone.localname();
        gone.close();
        Socket client = world.sockets.connect(
                SocketOptions.builder().name(name).type(Type.DGRAM).build());

        client.sendto(bytes("x"), SocketName.UNSPECIFIED);

        assertEquals(
                "ECONNREFUSED",
                assertThrows(ErrnoException.class, () -> client.recvfrom(10)).name());
    }

    @Test
    void receiverSuspendsOnlyItsCoroutine() throws Exception {
        Socket one = udp();
        Socket other = udp();
        List<String> order = new ArrayList<>();

        world.run(() -> order.add(other.recvfrom(100).text()), () -> {
            order.add("sender");
            one.sendto(bytes("message"), other.localname());
        });

        assertEquals(List.of("sender", "message"), order);
    }

    @Test
    void datagramThatIsTooLongIsRefused() throws Exception {
        Socket one = udp();

        assertEquals(
                "EMSGSIZE",
                assertThrows(ErrnoException.class, () -> one.sendto(new byte[70_000], one.localname()))
                        .name());
        assertThrows(IllegalArgumentException.class, () -> one.recvfrom(0));
    }

    @Test
    void unixSenderWaitsForAFullReceiver() throws Exception {
        Socket receiver = world.sockets.listen(unix("r", Type.DGRAM)).listen();
        Socket sender = world.sockets.listen(unix("s", Type.DGRAM)).listen();
        int sent = 0;
        while (fits(sender, receiver)) {
            sent++;
        }
        int count = sent;

        world.run(() -> sender.sendto(bytes("last"), receiver.localname()), () -> {
            world.settle();
            for (int i = 0; i < count; i++) {
                Datagram datagram = receiver.recvfrom(10);
                assertEquals("x", datagram.text());
                assertEquals(sender.localname(), datagram.from());
            }
            assertEquals("last", receiver.recvfrom(10).text());
        });
    }

    private static boolean fits(Socket sender, Socket receiver) throws IOException {
        try {
            sender.sendto(bytes("x"), receiver.localname(), Duration.ZERO);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void packetsOfAConnectionEndWithNull() throws Exception {
        SocketOptions options = unix("s", Type.SEQPACKET);
        Socket listener = world.sockets.listen(options).listen();
        Socket client = world.sockets.connect(options).connect();
        Socket server = listener.accept();
        byte[] large = new byte[50_000];
        large[49_999] = 1;

        client.sendto(bytes("one"), SocketName.UNSPECIFIED);
        client.sendto(large, SocketName.UNSPECIFIED);
        client.close();

        assertEquals("one", server.recvfrom(100_000).text());
        assertArrayEquals(large, server.recvfrom(100_000).bytes());
        assertNull(server.recvfrom(100));
    }

    @Test
    void fullPacketConnectionIsWaitedFor() throws Exception {
        List<Socket> pair = world.sockets.pair(Type.SEQPACKET);
        int count = 2_000;

        world.run(
                () -> {
                    for (int i = 0; i < count; i++) {
                        pair.get(0).sendto(new byte[1_000 + i], SocketName.UNSPECIFIED);
                    }
                },
                () -> {
                    for (int i = 0; i < count; i++) {
                        assertEquals(1_000 + i, pair.get(1).recvfrom(10_000).bytes().length);
                    }
                });
    }

    @Test
    void streamHasNoMessages() throws Exception {
        Socket socket = world.sockets.pair().get(0);

        assertThrows(IllegalStateException.class, () -> socket.sendto(bytes("x"), SocketName.UNSPECIFIED));
        assertThrows(IllegalStateException.class, () -> socket.recvfrom(1));
    }

    @Test
    void closeWakesWhoWaitsForAMessage() throws Exception {
        Socket socket = udp();

        world.run(
                () -> assertThrows(java.nio.channels.AsynchronousCloseException.class, () -> socket.recvfrom(10)),
                () -> {
                    world.settle();
                    socket.close();
                });
    }

    @Test
    void socketArrivesAndWorks() throws Exception {
        List<Socket> way = world.sockets.pair();
        Socket[] cargo = world.pair();

        way.get(0).sendfd(bytes("take it"), cargo[0]);
        cargo[0].close();
        Passed passed = way.get(1).recvfd();

        assertEquals("take it", passed.text());
        Socket received = passed.socket().orElseThrow();
        world.run(() -> {
            received.write("through\n");
            assertEquals("through", cargo[1].read());
        });
        assertEquals(cargo[1].localname(), received.peername());
    }

    @Test
    void socketMayPassItself() throws Exception {
        List<Socket> way = world.sockets.pair();

        way.get(0).sendfd(bytes("me"), way.get(0));

        assertTrue(way.get(1).recvfd().socket().isPresent());
    }

    @Test
    void messageMayComeWithoutADescriptorAndTheStreamEnds() throws Exception {
        List<Socket> way = world.sockets.pair();

        way.get(0).sendfd(bytes("nothing"));
        way.get(0).close();

        Passed passed = way.get(1).recvfd();
        assertEquals("nothing", passed.text());
        assertTrue(passed.socket().isEmpty());
        assertNull(way.get(1).recvfd());
    }

    @Test
    void passingDoesNotMixWithTheBuffers() throws Exception {
        List<Socket> way = world.sockets.pair();
        world.run(() -> {
            way.get(0).setmode("", "bf");
            way.get(0).write("pending");
            way.get(0).sendfd(bytes("first"), way.get(0));
            assertEquals(7, way.get(0).pending().output());

            assertEquals("first", way.get(1).recvfd().text());
            assertEquals(0, way.get(1).pending().input());
            way.get(0).write(" line\n").flush();
            assertEquals("pending line", way.get(1).read());
        });
    }

    @Test
    void truncatedMessageIsAFailureAndNothingLeaks() throws Exception {
        List<Socket> way = world.sockets.pair(Type.SEQPACKET);
        long open = World.openSockets();
        way.get(0).sendfd(bytes("too long"), way.get(0));

        ErrnoException e = assertThrows(ErrnoException.class, () -> way.get(1).recvfd(3));

        assertEquals("ENOBUFS", e.name());
        assertEquals(open, World.openSockets());
    }

    @Test
    void ofSeveralDescriptorsOneIsKept() throws Exception {
        List<Socket> way = world.sockets.pair();
        int fd = way.get(0).pollfd();
        long open = World.openSockets();
        send(fd, fd, fd, fd);

        Passed passed = way.get(1).recvfd();

        assertTrue(passed.socket().isPresent());
        assertEquals(open + 1, World.openSockets());
    }

    private void send(int over, int... fds) {
        try (Workspace workspace = world.kernel.openWorkspace()) {
            long address = workspace.acquire(1).address();
            assertEquals(1, workspace.syscalls().sendmsg(over, address, 1, SocketName.UNSPECIFIED, fds));
        }
    }

    @Test
    void descriptorsThatNobodyAskedForAreClosed() throws Exception {
        List<Socket> way = world.sockets.pair(Type.DGRAM);
        int fd = way.get(0).pollfd();
        long open = World.openSockets();
        send(fd, fd, fd);

        assertEquals(1, way.get(1).recvfrom(10).bytes().length);

        assertEquals(open, World.openSockets());
    }

    @Test
    void aThousandDescriptorsPassAndNoneLeaks() throws Exception {
        List<Socket> way = world.sockets.pair();
        Socket cargo = world.sockets.pair().get(0);
        long open = World.openSockets();

        world.run(
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        way.get(0).sendfd(bytes("#" + i), cargo);
                    }
                },
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        Passed passed = way.get(1).recvfd();
                        assertEquals("#" + i, passed.text());
                        passed.socket().orElseThrow().close();
                    }
                });

        assertEquals(open, World.openSockets());
    }

    @Test
    void messageThatDoesNotFitAtOnceBringsItsDescriptorOnce() throws Exception {
        List<Socket> way = world.sockets.pair();
        byte[] large = new byte[1 << 20];

        world.run(() -> way.get(0).sendfd(large, way.get(0)), () -> {
            int received = 0;
            int sockets = 0;
            while (received < large.length) {
                Passed passed = way.get(1).recvfd(1 << 16);
                received += passed.bytes().length;
                sockets += passed.socket().isPresent() ? 1 : 0;
            }
            assertEquals(1, sockets);
        });
    }

    @Test
    void passingNeedsAUnixSocketAMessageAndAnOpenDescriptor() throws Exception {
        Socket tcp = world.pair()[0];
        Socket way = world.sockets.pair().get(0);
        Socket closed = world.sockets.pair().get(0);
        closed.close();

        assertEquals(
                "EOPNOTSUPP",
                assertThrows(ErrnoException.class, () -> tcp.sendfd(bytes("x"), way))
                        .name());
        assertEquals(
                "EOPNOTSUPP", assertThrows(ErrnoException.class, tcp::recvfd).name());
        assertEquals(
                "EBADF",
                assertThrows(ErrnoException.class, () -> way.sendfd(bytes("x"), 99_999))
                        .name());
        assertThrows(IllegalArgumentException.class, () -> way.sendfd(bytes(""), tcp));
        assertThrows(IOException.class, () -> way.sendfd(bytes("x"), closed));
        assertThrows(SocketTimeoutException.class, () -> way.recvfd(10, Duration.ZERO));
    }
}
