package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts by their names, over the loopback of the real system. RaceTest has the order of events. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class NameTest {
    private final ScriptedLookup lookup = new ScriptedLookup();
    private World world = new World(Kernel.open(), lookup);

    @AfterEach
    void close() {
        world.close();
    }

    private Socket client(int port) {
        return world.sockets.connect("example.org", port);
    }

    private int port(Socket listener) throws Exception {
        return listener.localname().port();
    }

    @Test
    void theSystemKnowsLocalhost() throws Exception {
        world.close();
        world = new World();
        world.run(() -> {
            Socket listener = world.sockets.listen("localhost", 0);
            int port = port(listener);
            assertEquals("127.0.0.1", listener.localname().host());
            Socket client = world.sockets.connect("localhost", port);
            client.write("hello\n");
            assertEquals("hello", listener.accept().read());
            assertEquals(listener.localname(), client.peername());
        });
    }

    @Test
    void aNameThatDoesNotExistIsUnknown() {
        world.close();
        world = new World();
        Socket client = world.sockets.connect("no-such-host.invalid", 80);
        UnknownHostException e = assertThrows(UnknownHostException.class, client::connect);

        assertTrue(e.getMessage().startsWith("no-such-host.invalid: "), e.getMessage());
        assertInstanceOf(UnknownHostException.class, e.getCause());
    }

    /** An answer that came between two looks at the lookup was taken for none. */
    @Test
    void anAnswerCountsWheneverItComes() throws Exception {
        world.close();
        List<InetAddress> address = ScriptedLookup.addresses("127.0.0.1");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        world = new World(Kernel.open(), (host, family, answers) -> {
            thread.execute(() -> answers.found(Family.INET, address));
            thread.execute(() -> answers.found(Family.INET6, List.of()));
            return () -> {};
        });
        try {
            world.run(() -> {
                Socket listener = world.listener();
                int port = port(listener);
                for (int i = 0; i < 2000; i++) {
                    client(port).connect().close();
                    listener.accept().close();
                }
            });
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void aConnectionByNameCarriesBytes() throws Exception {
        long before = World.openSockets();
        lookup.answering("127.0.0.1", "::1");
        world.run(() -> {
            Socket listener = world.sockets.listen("127.0.0.1", 0);
            Socket client = client(port(listener)); // refused at ::1
            client.write("hello\n");
            Socket server = listener.accept();
            assertEquals("hello", server.read());
            assertEquals("127.0.0.1", client.peername().host());
            assertEquals(client.localname(), server.peername());
            assertEquals("socket example.org:" + port(listener) + " (" + client.peername() + ")", client.toString());
            client.close();
            server.close();
            listener.close();
        });
        assertEquals(before, World.openSockets());
    }

    @Test
    void optionsReachTheConnectionThatIsTaken() throws Exception {
        lookup.answering("127.0.0.1");
        world.run(() -> {
            Socket listener = world.listener();
            Socket client = world.sockets.connect(SocketOptions.builder()
                    .host("example.org")
                    .port(port(listener))
                    .nodelay(true)
                    .v6only(true)
                    .build());
            client.connect();
            assertEquals("127.0.0.1", client.localname().host());
            assertEquals(
                    1,
                    world.kernel
                            .syscalls()
                            .getsockopt(client.pollfd(), org.cqueues.kernel.SocketCalls.Option.TCP_NODELAY));
        });
    }

    @Test
    void localnameWaitsForTheConnection() throws Exception {
        lookup.answering("127.0.0.1");
        world.run(() -> {
            Socket listener = world.listener();
            Socket client = client(port(listener));
            assertEquals("127.0.0.1", client.localname().host());
            assertEquals(client.localname(), world.sockets.dup(client).localname());
        });
    }

    /** A listener whose queue is full drops what comes: the address of a host that gives no answer. */
    private int blackHole(List<Socket> fillers) throws Exception {
        Socket listener = world.sockets.listen("127.0.0.2", 0);
        int port = port(listener);
        world.kernel.syscalls().listen(listener.pollfd(), 0);
        for (int i = 0; i < 8; i++) {
            Socket filler = world.sockets.connect(listener.localname());
            fillers.add(filler);
            try {
                filler.connect(Duration.ofMillis(20));
            } catch (SocketTimeoutException full) {
                return port;
            }
        }
        throw new AssertionError("the queue takes all");
    }

    @Test
    void anAddressThatGivesNoAnswerIsOvertaken() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        world.run(() -> {
            int port = blackHole(fillers);
            Socket good = world.sockets.listen("127.0.0.1", port).listen();
            lookup.answering("127.0.0.2", "127.0.0.1");
            long before = World.openSockets();
            Socket client = client(port).connect();
            assertEquals("127.0.0.1", client.peername().host());
            assertEquals(before + 1, World.openSockets(), "the attempt that lost is closed");
            good.accept();
        });
    }

    @Test
    void anotherThreadMayCloseWhatIsBeingConnected() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        int port = blackHole(fillers);
        long before = World.openSockets();
        for (int i = 0; i < 50; i++) {
            lookup.answering("127.0.0.2", "127.0.0.2");
            Socket client = client(port);
            Thread closer = new Thread(client::close);
            world.run(() -> {
                world.loop.wrap(closer::start);
                Exception e = assertThrows(Exception.class, client::connect);
                assertTrue(e instanceof java.nio.channels.ClosedChannelException, e::toString);
            });
            closer.join();
        }
        assertEquals(before, World.openSockets());
    }

    @Test
    void closingInUseIsTold() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        world.run(() -> {
            int port = blackHole(fillers);
            lookup.answering("127.0.0.2");
            Socket client = client(port);
            world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, client::read));
            world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, () -> client.write("x\n")));
            world.settle();
            client.close();
        });
    }

    @Test
    void datagramsGoToHostsByName() throws Exception {
        lookup.answering("127.0.0.1");
        world.run(() -> {
            Socket receiver = world.sockets.listen(SocketOptions.builder()
                    .host("localhost.example")
                    .port(0)
                    .type(Type.DGRAM)
                    .build());
            int port = port(receiver);
            Socket sender = world.sockets.connect("example.org", port, Family.UNSPEC, Type.DGRAM);
            sender.sendto("hello".getBytes(), SocketName.UNSPECIFIED);
            assertEquals("hello", new String(receiver.recvfrom(100).bytes()));
        });
    }

    @Test
    void aSystemThatKeepsItsAnswerHoldsUpNobody() throws Exception {
        world.run(
                () -> assertThrows(
                        SocketTimeoutException.class, () -> client(80).connect(Duration.ofMillis(50))),
                () -> {
                    Socket[] pair = world.pair();
                    pair[0].write("meanwhile\n");
                    assertEquals("meanwhile", pair[1].read());
                });
        assertEquals(1, lookup.questions.size());
    }

    @Test
    void theTimeoutOfTheSocketIsForTheLookupToo() throws Exception {
        Socket client = client(80);
        client.settimeout(Duration.ofMillis(10));

        assertThrows(SocketTimeoutException.class, client::read);
        assertThrows(SocketTimeoutException.class, () -> client.write("x"));
        assertEquals(Progress.WOULD_BLOCK, client.recv(Format.LINE).progress());
        assertEquals(1, lookup.questions.size());
    }

    @Test
    void theZoneOfAnAddressIsKept() throws Exception {
        SocketOptions options =
                SocketOptions.builder().host("fe80::1%1").port(80).build();
        Inet6Address address = (Inet6Address) options.name().inet().getAddress();

        assertEquals(1, address.getScopeId());
        assertEquals("fe80::1%1", options.host().orElseThrow());
        world.run(() -> {
            ErrnoException e = assertThrows(
                    ErrnoException.class, () -> world.sockets.connect(options).connect());
            assertTrue(e.getMessage().contains("%1]:80"), e.getMessage());
        });
        lookup.answering("fe80::1%1");
        ErrnoException e = assertThrows(ErrnoException.class, () -> client(80).connect());
        assertTrue(e.getMessage().contains("%1]:80"), e.getMessage());
        assertFalse(e.getMessage().contains("EINVAL"), e.getMessage());
    }
}
