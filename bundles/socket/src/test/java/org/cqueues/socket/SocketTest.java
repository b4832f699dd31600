package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.Method;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Option;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets over the loopback of the real system. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class SocketTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** Runs a body with the two ends of a connection. */
    private void between(Ends body) throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            body.run(pair[0], pair[1]);
        });
    }

    private interface Ends {
        void run(Socket client, Socket server) throws Exception;
    }

    private static String errno(ErrnoException e) {
        return e.name() + " " + e.call();
    }

    // Opening.

    @Test
    void nothingIsAskedOfTheSystemBeforeItIsNeeded() throws Exception {
        long before = World.openSockets();
        world.sockets.listen("127.0.0.1", 0);
        world.sockets.connect("127.0.0.1", 1);

        assertEquals(before, World.openSockets());
    }

    @Test
    void portZeroLetsTheSystemChoose() throws Exception {
        Socket listener = world.sockets.listen("127.0.0.1", 0);

        assertSame(listener, listener.listen());
        assertNotEquals(0, listener.localname().port());
    }

    @Test
    void theGuidesTimedFormsGiveTheSocket() throws Exception {
        Socket listener = world.sockets.listen("127.0.0.1", 0);
        assertSame(listener, listener.listen(Duration.ofSeconds(10)));
        Socket client = world.clientOf(listener);
        assertSame(client, client.connect(Duration.ofSeconds(10)));
        assertEquals(client.localname(), listener.accept(Duration.ofSeconds(10)).peername());
    }

    @Test
    void aConnectionGoesToTheHostAndPortThatAreNamed() throws Exception {
        world.run(() -> {
            Socket listener = world.listener();
            Socket client =
                    world.sockets.connect("127.0.0.1", listener.localname().port());
            assertSame(client, client.connect());
            Socket server = listener.accept();

            assertEquals(listener.localname(), client.peername());
            assertEquals(client.localname(), server.peername());
            assertEquals(client.peername(), server.localname());
        });
    }

    @Test
    void aTakenAddressIsToldByEachOperation() throws Exception {
        Socket first = world.listener();
        Socket second = world.sockets.listen(first.localname());

        assertEquals("EADDRINUSE bind", errno(assertThrows(ErrnoException.class, second::listen)));
        assertEquals("EADDRINUSE bind", errno(assertThrows(ErrnoException.class, second::accept)));
    }

    @Test
    void aRefusedConnectionIsToldByEachOperation() throws Exception {
        Socket listener = world.listener();
        Socket client = world.sockets.connect(listener.localname());
        String address = "127.0.0.1:" + listener.localname().port();
        listener.close();
        long before = World.openSockets();

        ErrnoException e = assertThrows(ErrnoException.class, client::connect);
        assertEquals("ECONNREFUSED connect", errno(e));
        assertTrue(e.getMessage().contains(address), e.getMessage());
        assertEquals("ECONNREFUSED connect", errno(assertThrows(ErrnoException.class, client::read)));
        assertEquals(before, World.openSockets());
    }

    @Test
    void aConnectionIsNoListenerAndTheOtherWayRound() throws Exception {
        assertThrows(IllegalStateException.class, () -> world.listener().read());
        assertThrows(
                IllegalStateException.class,
                () -> world.sockets.connect("127.0.0.1", 1).accept());
        between((client, server) -> assertThrows(IllegalStateException.class, server::accept));
    }

    @Test
    void anAddressWhoseConnectionsLingerIsTakenAtOnce() throws Exception {
        world.run(() -> {
            Socket listener = world.listener();
            Socket client = world.clientOf(listener).connect();
            Socket server = listener.accept();
            server.shutdown("w"); // first to end, so it is its end that lingers
            assertNull(client.read());
            client.shutdown("w");
            assertNull(server.read());
            listener.close();
            world.sockets
                    .listen(server.peername().host(), localPort(listener, client))
                    .listen();
        });
    }

    private static int localPort(Socket listener, Socket client) throws IOException {
        assertThrows(ClosedChannelException.class, listener::localname);
        return client.peername().port();
    }

    @Test
    void aListenerWithoutClientsTimesOut() throws Exception {
        Socket listener = world.listener();

        assertThrows(SocketTimeoutException.class, () -> listener.accept(Duration.ZERO));
        assertThrows(SocketTimeoutException.class, () -> listener.accept(Duration.ofMillis(1)));
    }

    @Test
    void acceptedSocketsHaveTheListenersSettings() throws Exception {
        world.run(() -> {
            Socket listener = world.listener().nodelay(true);
            listener.setmode("b", "bf");
            listener.setmaxline(10, 20);
            listener.settimeout(Duration.ofSeconds(7));
            world.clientOf(listener).connect();
            Socket server = listener.accept();

            assertEquals(new Channels<>("b-p", "bfa"), server.setmode("", ""));
            assertEquals(new Channels<>(10, 20), server.setmaxline(0, 0));
            assertEquals(Optional.of(Duration.ofSeconds(7)), server.settimeout());
        });
    }

    @Test
    void nodelayIsSetAtOnceAndOnTheSocketsToCome() throws Exception {
        world.run(() -> {
            Socket listener = world.listener().nodelay(true);
            Socket client = world.clientOf(listener);
            assertSame(client, client.nodelay(true));
            client.connect();
            Socket server = listener.accept();

            assertEquals(List.of(1, 1), List.of(nodelay(client), nodelay(server)));
            server.nodelay(false);
            assertEquals(0, nodelay(server));
        });
    }

    private int nodelay(Socket socket) {
        return world.kernel.syscalls().getsockopt(socket.pollfd(), Option.TCP_NODELAY);
    }

    @Test
    void theLoopOverClientsEndsWhenTheListenerIsClosed() throws Exception {
        List<Socket> clients = new ArrayList<>();
        Socket listener = world.listener();
        world.run(() -> listener.clients().forEach(clients::add), () -> {
            world.clientOf(listener).connect();
            world.settle();
            listener.close();
        });

        assertEquals(1, clients.size());
    }

    // Reading and writing.

    @Test
    void textIsTranslatedOnTheWire() throws Exception {
        between((client, server) -> {
            server.setmode("b", "b");
            client.write("a\nb\r\nä\n");
            assertEquals("a\r\n", server.read("*L"));
            assertEquals("b\r\n", server.read("*L"));
            assertEquals("\u00c3\u00a4\r\n", server.read(Format.LINE_KEEP));
            server.write("c\r\nd\n");
            assertEquals("c\n", client.read("*L"));
            assertEquals("d", client.read("*l"));
        });
    }

    @Test
    void binaryIsTransparent() throws Exception {
        StringBuilder every = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            every.append(c);
        }
        between((client, server) -> {
            client.setmode("b", "bn");
            server.setmode("b", "b");
            client.write(every.toString(), "\n");
            assertEquals(every.substring(0, 11), server.read("*L"));
            assertEquals(every.substring(11), server.read());
        });
    }

    @Test
    void aCharacterThatIsNoByteIsRefusedBeforeAnythingIsWritten() throws Exception {
        between((client, server) -> {
            client.setmode("b", "bn");
            String message = assertThrows(IllegalArgumentException.class, () -> client.write("fine\n", "x€"))
                    .getMessage();
            assertTrue(message.contains("8364") && message.contains("€"), message);
            client.write("next\n");
            assertEquals("next", server.read());
        });
    }

    @Test
    void lineBufferingKeepsWhatHasNoEndYet() throws Exception {
        between((client, server) -> {
            client.write("one\ntw");
            assertEquals(new Channels<>(0, 2), client.pending());
            assertEquals("one", server.read());
            client.write("o\n");
            assertEquals("two", server.read());
        });
    }

    @Test
    void inputThatWasReceivedAndNotReadIsPending() throws Exception {
        between((client, server) -> {
            client.write("one\ntwo\n");
            assertEquals("one", server.read());
            assertEquals(new Channels<>("two\r\n".length(), 0), server.pending());
            assertEquals("two", server.read());
            assertEquals(0, server.pending().input());
        });
    }

    @Test
    void setvbufChangesWhenOutputIsSent() throws Exception {
        between((client, server) -> {
            assertEquals(Buffering.LINE, client.setvbuf(Buffering.FULL, 8));
            client.write("abc\ndefghij");
            assertEquals("abc\r\ndefghij".length() - 8, client.pending().output());
            assertEquals(Buffering.FULL, client.setvbuf(Buffering.NONE));
            client.write("k");
            assertEquals(0, client.pending().output());
            assertEquals("abc", server.read());
            client.shutdown("w");
            assertEquals("defghijk", server.read());
            assertThrows(IllegalArgumentException.class, () -> client.setvbuf(Buffering.FULL, -2));
        });
    }

    @Test
    void setbufsizSetsTheUnitOfFullBuffering() throws Exception {
        between((client, server) -> {
            client.setvbuf(Buffering.FULL);
            Channels<Integer> before = client.setbufsiz(0, 4);
            client.write("abcdefghij");
            assertEquals(2, client.pending().output());
            assertEquals(new Channels<>(before.input(), 4), client.setbufsiz(0, -1));
            client.write("x".repeat(10_000));
            assertEquals(10_002, client.pending().output());
            assertThrows(IllegalArgumentException.class, () -> client.setbufsiz(-1, 0));
        });
    }

    @Test
    void pendingOutputIsSentBeforeAReadWaits() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            world.loop.wrap(() -> {
                pair[0].write("name? ");
                assertEquals("answer", pair[0].read());
                pair[0].shutdown("w");
            });
            world.settle();
            pair[1].setmaxline(6, 0);
            assertEquals("name? ", pair[1].read());
            pair[1].write("answer\n");
        });
    }

    @Test
    void withoutAutoflushPendingOutputStays() throws Exception {
        between((client, server) -> {
            client.setmode("", "A");
            client.write("name? ");
            assertThrows(SocketTimeoutException.class, () -> readWithin(client, Duration.ZERO));
            assertEquals(6, client.pending().output());
            client.flush();
            assertEquals(0, client.pending().output());
        });
    }

    private static String readWithin(Socket socket, Duration timeout) throws IOException {
        Optional<Duration> before = socket.settimeout(timeout);
        try {
            return socket.read();
        } finally {
            before.ifPresentOrElse(socket::settimeout, socket::settimeout);
        }
    }

    @Test
    void aTimeoutOfZeroFindsWhatIsThere() throws Exception {
        between((client, server) -> {
            client.write("one\n");
            assertEquals("one", server.read());
            assertThrows(SocketTimeoutException.class, () -> readWithin(server, Duration.ZERO));
            client.write("two\n");
            assertEquals("two", readWithin(server, Duration.ZERO));
        });
    }

    @Test
    void aTimeoutLosesNothing() throws Exception {
        between((client, server) -> {
            client.write("ha");
            client.flush();
            assertThrows(SocketTimeoutException.class, () -> readWithin(server, Duration.ofMillis(1)));
            client.write("lf\n");
            assertEquals("half", server.read());
        });
    }

    @Test
    void theEndOfTheStreamIsNullAgainAndAgain() throws Exception {
        between((client, server) -> {
            client.write("rest");
            client.shutdown("w");
            assertEquals("rest", server.read());
            assertNull(server.read());
            assertNull(server.read());
            assertTrue(server.eof("r"));
            assertEquals(new Channels<>(true, false), server.eof());
        });
    }

    @Test
    void aSlowReaderHoldsALargeWriteBack() throws Exception {
        String line = "x".repeat(1 << 10) + "\n";
        String large = line.repeat(1 << 14);
        world.run(() -> {
            Socket[] pair = world.pair();
            Coroutine writer = world.controllers.coroutine(() -> {
                pair[0].write(large);
                pair[0].shutdown("w");
            });
            world.loop.attach(writer);
            world.settle();
            assertEquals(Coroutine.State.SUSPENDED, writer.state());
            assertTrue(pair[0].pending().output() < 1 << 20, "memory is bounded");
            int lines = 0;
            for (String received : pair[1].lines()) {
                assertEquals(line.length() - 1, received.length());
                lines++;
            }
            assertEquals(1 << 14, lines);
        });
    }

    @Test
    void writesOfTwoCoroutinesAreNeverMixed() throws Exception {
        int rounds = 40;
        String a = ("a".repeat(99) + "\n").repeat(2000);
        String b = ("b".repeat(99) + "\n").repeat(2000);
        world.run(() -> {
            Socket[] pair = world.pair();
            List<Coroutine> writers = new ArrayList<>();
            for (String block : List.of(a, b)) {
                writers.add(world.loop.wrap(() -> {
                    for (int i = 0; i < rounds; i++) {
                        pair[0].write(block, "end\n");
                    }
                }));
            }
            world.loop.wrap(() -> {
                for (Coroutine writer : writers) {
                    writer.join();
                }
                pair[0].shutdown("w");
            });
            StringBuilder block = new StringBuilder();
            int blocks = 0;
            for (String line : pair[1].lines("*L")) {
                if (line.equals("end\n")) {
                    String got = block.toString();
                    assertTrue(got.equals(a) || got.equals(b), "block " + blocks + " is mixed");
                    block.setLength(0);
                    blocks++;
                } else {
                    block.append(line);
                }
            }
            assertEquals(2 * rounds, blocks);
        });
    }

    @Test
    void twoReadersTakeTurns() throws Exception {
        List<String> received = new ArrayList<>();
        world.run(() -> {
            Socket[] pair = world.pair();
            world.loop.wrap(() -> received.add("first " + pair[1].read()));
            world.loop.wrap(() -> received.add("second " + pair[1].read()));
            world.settle();
            pair[0].write("1\n2\n");
        });

        assertEquals(List.of("first 1", "second 2"), received);
    }

    @Test
    void aCancelledReaderLeavesTheSocketToTheNext() throws Exception {
        List<String> received = new ArrayList<>();
        world.run(() -> {
            Socket[] pair = world.pair();
            Coroutine first = world.loop.wrap(() -> received.add("first " + pair[1].read()));
            Coroutine second = world.loop.wrap(() -> received.add("second " + pair[1].read()));
            world.loop.wrap(() -> received.add("third " + pair[1].read()));
            world.settle();
            second.cancel();
            first.cancel();
            world.settle();
            pair[0].write("1\n");
        });

        assertEquals(List.of("third 1"), received);
    }

    @Test
    void outsideACoroutineTheThreadBlocks() throws Exception {
        Socket[] pair = world.pair();
        pair[0].write("hello\n");
        assertEquals("hello", pair[1].read());
        pair[0].shutdown("w");
        assertNull(pair[1].read());
    }

    // Ending.

    @Test
    void aResetReachesItsOwnCoroutineOnly() throws Exception {
        List<String> outcomes = new ArrayList<>();
        world.run(() -> {
            Socket[] lost = world.pair();
            Socket[] kept = world.pair();
            long before = World.openSockets();
            world.loop.wrap(() -> {
                try {
                    lost[1].read();
                } catch (ErrnoException e) {
                    outcomes.add(errno(e) + " " + e.getMessage().contains("127.0.0.1:"));
                }
                assertThrows(ErrnoException.class, lost[1]::read);
                assertThrows(ErrnoException.class, () -> lost[1].write("x\n"));
            });
            world.loop.wrap(() -> outcomes.add(kept[1].read()));
            lost[1].write("unread\n");
            world.settle();
            lost[0].close(); // with unread input, which resets the connection
            world.settle();
            assertEquals(before - 2, World.openSockets(), "both ends are given back");
            kept[0].write("fine\n");
        });

        assertEquals(List.of("ECONNRESET read true", "fine"), outcomes);
    }

    @Test
    void thePeersLastWordsSurviveALostConnection() throws Exception {
        between((client, server) -> {
            client.write("unread\n");
            server.write("bye\n");
            server.shutdown("w");
            server.close();
            ErrnoException e = assertThrows(ErrnoException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    client.write("more\n");
                    world.settle();
                }
            });
            assertEquals("write", e.call());
            assertEquals("bye", client.read());
        });
    }

    @Test
    void closingASocketWakesWhoReadsIt() throws Exception {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        world.run(() -> {
            Socket[] pair = world.pair();
            for (int i = 0; i < 2; i++) {
                world.loop.wrap(() -> outcome.set(assertThrows(AsynchronousCloseException.class, pair[1]::read)));
            }
            world.settle();
            pair[1].close();
            world.settle();
            assertEquals(AsynchronousCloseException.class, outcome.get().getClass());
            assertThrows(ClosedChannelException.class, pair[1]::read);
            assertThrows(ClosedChannelException.class, () -> pair[1].write("x"));
            pair[1].close();
        });
    }

    @Test
    void closingASocketWakesWhoWritesItAndWhoConnects() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            world.loop.wrap(
                    () -> assertThrows(AsynchronousCloseException.class, () -> pair[0].write("x".repeat(1 << 24))));
            world.settle();
            pair[0].close();
        });
    }

    @Test
    void anotherThreadMayCloseASocket() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, pair[1]::read));
            world.settle();
            Thread other = new Thread(pair[1]::close);
            other.start();
        });
    }

    @Test
    void whoBeginsToPollASocketWhileAnotherThreadClosesItIsTold() throws Exception {
        AtomicReference<Socket> next = new AtomicReference<>();
        Thread closer = new Thread(() -> {
            for (int closed = 0; closed < 1_000; closed++) {
                Socket socket = next.getAndSet(null);
                while (socket == null) {
                    Thread.yield();
                    socket = next.getAndSet(null);
                }
                socket.close();
            }
        });
        closer.start();
        world.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                Socket[] pair = world.pair();
                next.set(pair[1]);
                assertTrue(world.controllers.poll(pair[1]).contains(pair[1]));
                pair[0].close();
            }
        });
        closer.join();
    }

    @Test
    void aCancelledWaitIsNoTimeout() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            world.loop.wrap(() -> {
                InterruptedIOException e = assertThrows(InterruptedIOException.class, pair[1]::read);
                assertFalse(e instanceof SocketTimeoutException);
            });
            world.settle();
            world.controllers.cancel(pair[1]);
        });
    }

    @Test
    void shutdownSendsWhatIsPending() throws Exception {
        between((client, server) -> {
            client.write("no end");
            client.shutdown("w");
            assertEquals("no end", server.read());
            assertEquals("EPIPE write", errno(assertThrows(ErrnoException.class, () -> client.write("x\n"))));
        });
    }

    @Test
    void shutdownOfTheInputEndsAReadUnderWay() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            long before = World.openSockets();
            world.loop.wrap(() -> assertNull(pair[1].read()));
            world.settle();
            pair[1].shutdown("r");
            world.settle();
            assertEquals(before, World.openSockets());
            pair[1].shutdown("w");
            assertEquals(before - 1, World.openSockets());
        });
    }

    @Test
    void closingTheServiceClosesEverySocket() throws Exception {
        long before = World.openSockets();
        world.run(() -> {
            Socket[] pair = world.pair();
            Socket listener = world.listener();
            world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, pair[1]::read));
            world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, listener::accept));
            world.settle();
            world.sockets.close();
        });

        assertEquals(before, World.openSockets());
        assertThrows(IllegalStateException.class, () -> world.sockets.listen("127.0.0.1", 0));
    }

    // Polling, kinds and methods.

    @Test
    void anIdleSocketPollsReadable() throws Exception {
        between((client, server) -> {
            client.write("a\n");
            assertTrue(world.controllers.poll(server, 60).contains(server));
            assertEquals("a", server.read());
            server.settimeout(Duration.ZERO);
            assertFalse(world.controllers.poll(server, 0.001).contains(server), "its own timeout does not count");
        });
    }

    @Test
    void aSocketWithBufferedInputPollsReady() throws Exception {
        between((client, server) -> {
            client.write("a\nb\n");
            assertEquals("a", server.read());
            assertTrue(world.controllers.poll(server).contains(server));
        });
    }

    @Test
    void aClosedSocketPollsReady() throws Exception {
        between((client, server) -> {
            server.close();
            assertTrue(world.controllers.poll(server).contains(server));
        });
    }

    @Test
    void kindsAreTold() throws Exception {
        between((client, server) -> {
            assertEquals(Optional.of("socket"), world.sockets.type(client));
            client.close();
            assertEquals(Optional.of("closed socket"), world.sockets.type(client));
            assertEquals(Optional.empty(), world.sockets.type("socket"));
        });
    }

    @Test
    void aReplacedMethodSeesExistingSockets() throws Exception {
        between((client, server) -> {
            List<Object> written = new ArrayList<>();
            Method<Socket> original =
                    world.sockets.interpose("write", (self, strings) -> null).orElseThrow();
            world.sockets.interpose("write", (self, strings) -> {
                written.addAll(List.of(strings));
                return original.invoke(self, strings);
            });
            client.write("a", "b\n");
            assertEquals("ab", server.read());
            assertEquals(List.of("a", "b\n"), written);
        });
    }

    @Test
    void anAddedMethodIsCalledByName() throws Exception {
        between((client, server) -> {
            assertEquals(Optional.empty(), world.sockets.interpose("ask", (self, question) -> self.write(
                            (String) question[0])
                    .read()));
            world.loop.wrap(() -> server.write(server.read() + "!\n"));
            assertEquals("hello!", world.sockets.call(client, "ask", "hello\n"));
        });
    }
}
