package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cqueues.controller.Coroutine;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Error handlers, saved errors, and what new sockets begin with. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class ErrorTest {
    private static final Channels<Optional<IOException>> NONE = new Channels<>(Optional.empty(), Optional.empty());

    private final FaultyKernel faults = new FaultyKernel(Kernel.open());
    private final World world = new World(faults.kernel());

    @AfterEach
    void close() {
        world.close();
    }

    private interface Ends {
        void run(Socket client, Socket server) throws Exception;
    }

    private void between(Ends body) throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            body.run(pair[0], pair[1]);
        });
    }

    // Handlers.

    @Test
    void aHandlerSeesTheFailureAndCanReplaceIt() throws Exception {
        List<String> seen = new ArrayList<>();
        between((client, server) -> {
            assertSame(ErrorHandler.THROW, server.onerror((socket, method, failure) -> {
                assertSame(server, socket);
                seen.add(method);
                throw new IOException("mine", failure);
            }));
            server.settimeout(Duration.ZERO);
            String message = assertThrows(IOException.class, server::read).getMessage();
            assertEquals("mine", message);
            assertThrows(IOException.class, () -> server.fill(1));
            assertEquals(List.of("read", "fill"), seen);
            assertEquals(NONE, server.error());
        });
    }

    @Test
    void theGuidesHandlerLetsTimeoutsPassAndSavesThem() throws Exception {
        between((client, server) -> {
            server.onerror(ErrorHandler.GUIDE);
            assertNull(server.xread(Format.LINE, Duration.ZERO));
            assertTrue(server.error().input().orElseThrow() instanceof SocketTimeoutException);
            client.write("line\n");
            assertNull(server.read());
            assertNull(server.readBytes(Format.LINE));
            assertEquals(-1, server.read(ByteBuffer.allocate(1)));
            assertEquals(List.of(), server.read("*l", "*l"));
            assertFalse(server.fill(1));
            assertTrue(server.clearerr("r").input().isPresent());
            assertEquals("line", server.read());
        });
    }

    @Test
    void theGuidesHandlerLetsABrokenPipePassButNothingElse() throws Exception {
        between((client, server) -> {
            client.onerror(ErrorHandler.GUIDE);
            faults.fail("write", "EPIPE");
            assertSame(client, client.write("x\n"));
            assertEquals("EPIPE", ((ErrnoException) client.error().output().orElseThrow()).name());
            assertEquals(Optional.empty(), client.error().input());
            assertSame(client, client.write("a", "b"));
            assertSame(client, client.flush());
            server.onerror(ErrorHandler.GUIDE);
            faults.fail("read", "ECONNRESET");
            assertEquals(
                    "ECONNRESET",
                    assertThrows(ErrnoException.class, server::read).name());
            server.close();
            assertThrows(ClosedChannelException.class, server::read);
        });
    }

    @Test
    void aLostConnectionStaysLost() throws Exception {
        between((client, server) -> {
            client.onerror(ErrorHandler.GUIDE);
            faults.fail("write", "EPIPE");
            client.write("x\n");
            client.clearerr("w");
            client.write("x\n");
            assertTrue(client.error().output().isPresent());
        });
    }

    @Test
    void theEndOfTheStreamIsNoFailure() throws Exception {
        between((client, server) -> {
            server.onerror((socket, method, failure) -> {
                throw new AssertionError(failure);
            });
            client.shutdown("w");
            assertNull(server.read());
            assertFalse(server.fill(1));
        });
    }

    @Test
    void aCancelledWaitIsNotForTheHandler() throws Exception {
        List<String> seen = new ArrayList<>();
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[1].onerror((socket, method, failure) -> seen.add(method));
            Coroutine reader = world.loop.wrap(() -> {
                pair[1].read();
                seen.add("read");
            });
            world.settle();
            reader.cancel();
            world.settle();
        });
        assertEquals(List.of(), seen);
    }

    // Operations whose failures are not saved.

    @Test
    void aHandlerSeesFailuresToConnectListenAndAccept() throws Exception {
        List<String> seen = new ArrayList<>();
        world.sockets.onerror((socket, method, failure) -> seen.add(method + " " + failure.getMessage()));
        world.run(() -> {
            Socket listener = world.listener();
            assertNull(listener.accept(Duration.ZERO));
            faults.fail("accept", "EMFILE");
            assertNull(listener.accept());
            assertNull(world.sockets.listen(listener.localname()).listen());
            Socket client = world.clientOf(listener);
            listener.close();
            assertNull(client.connect());
            assertEquals(NONE, client.error());
            assertNull(listener.accept());
        });

        assertEquals(
                List.of("accept", "accept", "listen", "connect", "accept"),
                seen.stream().map(each -> each.split(" ")[0]).toList());
        assertTrue(seen.get(1).contains("EMFILE"), seen.get(1));
        assertTrue(seen.get(3).contains("ECONNREFUSED"), seen.get(3));
    }

    @Test
    void theGuidesHandlerLetsATimeoutOfAConnectionPass() throws Exception {
        world.sockets.onerror(ErrorHandler.GUIDE);
        world.run(() -> {
            Socket listener = world.listener();
            assertNull(listener.accept(Duration.ZERO));
            Socket client = world.clientOf(listener).connect();
            assertEquals(
                    client.localname(), listener.accept(Duration.ofSeconds(10)).peername());
        });
    }

    @Test
    void aFailureThatWasLetPassEndsTheLoopOverClientsButALackOfRoomDoesNot() throws Exception {
        List<String> seen = new ArrayList<>();
        Socket listener = world.listener();
        listener.onerror((socket, method, failure) -> seen.add(((ErrnoException) failure).name()));
        faults.fail("accept", "EMFILE", "EPERM");
        world.run(() -> listener.clients().forEach(client -> seen.add("client")));

        assertEquals(List.of("EPERM"), seen);
    }

    @Test
    void messagesAndDescriptorsAreForTheHandlerToo() throws Exception {
        List<String> seen = new ArrayList<>();
        world.run(() -> {
            List<Socket> pair = world.sockets.pair();
            Socket datagrams = world.sockets.pair(Type.DGRAM).get(0);
            for (Socket socket : List.of(pair.get(0), datagrams)) {
                socket.onerror((same, method, failure) -> seen.add(method));
            }
            assertNull(pair.get(0).recvfd(10, Duration.ZERO));
            assertNull(pair.get(0).recvfd(), "what was let pass is told again");
            assertTrue(pair.get(0).error().input().isPresent());
            faults.fail("sendmsg", "ENOBUFS", "EMSGSIZE");
            assertSame(pair.get(0), pair.get(0).sendfd(new byte[1]));
            assertSame(datagrams, datagrams.sendto(new byte[1], SocketName.UNSPECIFIED));
            assertNull(datagrams.recvfrom(10, Duration.ZERO));
        });

        assertEquals(List.of("recvfd", "recvfd", "sendfd", "sendto", "recvfrom"), seen);
    }

    @Test
    void aLoopOverLinesIsCalledSo() throws Exception {
        List<String> seen = new ArrayList<>();
        between((client, server) -> {
            server.onerror((socket, method, failure) -> seen.add(method));
            server.settimeout(Duration.ZERO);
            server.lines().forEach(line -> {});
            server.clearerr("r");
            server.xlines(Format.LINE, Duration.ZERO).forEach(line -> {});
        });
        assertEquals(List.of("lines", "read"), seen);
    }

    // Saved errors.

    @Test
    void aSetErrorPoisonsItsDirection() throws Exception {
        int code = world.kernel.errno().code("EILSEQ");
        between((client, server) -> {
            client.write("a\n");
            assertEquals(NONE, server.seterror("r", code));
            ErrnoException e = assertThrows(ErrnoException.class, server::read);
            assertEquals("EILSEQ read", e.name() + " " + e.call());
            server.write("b\n");
            assertEquals("b", client.read());
            assertEquals(Optional.of(e), server.seterror("r", 0).input());
            assertEquals("a", server.read());
            server.seterror("rw", code);
            assertEquals(
                    "write", assertThrows(ErrnoException.class, server::flush).call());
        });
    }

    @Test
    void anErrorThatNobodyChecksIsTurnedIntoAnotherOne() throws Exception {
        int code = world.kernel.errno().code("EILSEQ");
        between((client, server) -> {
            assertEquals(new Channels<>(100, 100), server.setmaxerrs("r", 2));
            assertEquals(new Channels<>(2, 100), server.setmaxerrs("rw", 2));
            assertThrows(IllegalArgumentException.class, () -> server.setmaxerrs("r", -1));
            server.onerror((socket, method, failure) -> {});
            server.seterror("r", code);
            assertNull(server.read());
            assertNull(server.read());
            String message =
                    assertThrows(IllegalStateException.class, server::read).getMessage();
            assertTrue(message.contains("2 unchecked errors"), message);
            server.clearerr("rw");
            client.write("a\n");
            assertEquals("a", server.read());
        });
    }

    // What new sockets begin with.

    @Test
    void newSocketsBeginWithTheServicesDefaults() throws Exception {
        Socket before = world.sockets.connect("127.0.0.1", 1);
        assertEquals(new Channels<>("t-p", "tla"), world.sockets.setmode("b", "b"));
        assertEquals(Buffering.LINE, world.sockets.setvbuf(Buffering.FULL));
        assertEquals(Buffering.FULL, world.sockets.setvbuf(Buffering.NONE, 10));
        assertEquals(new Channels<>(4096, 10), world.sockets.setbufsiz(30, 40));
        assertEquals(new Channels<>(4096, 4096), world.sockets.setmaxline(50, -1));
        assertEquals(Optional.empty(), world.sockets.settimeout(Duration.ofSeconds(7)));
        assertSame(ErrorHandler.THROW, world.sockets.onerror(ErrorHandler.GUIDE));

        Socket after = world.sockets.connect("127.0.0.1", 1);
        assertEquals(new Channels<>("b-p", "bna"), after.setmode("", ""));
        assertEquals(new Channels<>(30, 40), after.setbufsiz(0, 0));
        assertEquals(new Channels<>(50, Integer.MAX_VALUE), after.setmaxline(0, 0));
        assertEquals(Optional.of(Duration.ofSeconds(7)), after.settimeout());
        assertSame(ErrorHandler.GUIDE, after.onerror(ErrorHandler.THROW));
        assertEquals(new Channels<>("t-p", "tla"), before.setmode("", ""));
        assertSame(ErrorHandler.THROW, before.onerror(ErrorHandler.THROW));
        assertEquals(Optional.of(Duration.ofSeconds(7)), world.sockets.settimeout());
    }

    @Test
    void acceptedSocketsHaveTheServicesHandler() throws Exception {
        world.sockets.onerror(ErrorHandler.GUIDE);
        between((client, server) -> assertSame(ErrorHandler.GUIDE, server.onerror(ErrorHandler.THROW)));
    }

    @Test
    void defaultsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> world.sockets.setmode("x", ""));
        assertThrows(IllegalArgumentException.class, () -> world.sockets.setvbuf(Buffering.FULL, 0));
        assertThrows(IllegalArgumentException.class, () -> world.sockets.setbufsiz(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> world.sockets.setmaxline(-2, 0));
    }
}
