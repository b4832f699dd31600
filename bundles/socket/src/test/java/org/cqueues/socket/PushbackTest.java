package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading and writing with care: looking ahead, not waiting, and modes and timeouts of one call. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class PushbackTest {
    private static final Received NOT_YET = new Received(Progress.WOULD_BLOCK, Optional.empty());
    private static final Received END = new Received(Progress.END, Optional.empty());

    private final World world = new World();

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

    private static Received received(String value) {
        return new Received(Progress.DONE, Optional.of(value));
    }

    // unget.

    @Test
    void whatIsPutBackIsReadFirst() throws Exception {
        between((client, server) -> {
            client.write("body\n");
            assertEquals("bo", server.read("2"));
            server.unget("bo");
            assertEquals("body", server.read());
            server.unget("second\n").unget("first\nä");
            assertEquals("first", server.read());
            assertEquals("äsecond", server.read());
        });
    }

    @Test
    void bytesArePutBackWhateverTheMode() throws Exception {
        between((client, server) -> {
            server.unget(new byte[] {'\r', '\n', 'x'});
            assertEquals(3, server.pending().input());
            assertEquals("\nx", server.read("2"));
            server.setmode("b", "");
            server.unget("\u00ff\n");
            assertThrows(IllegalArgumentException.class, () -> server.unget("€"));
            assertEquals("\u00ff", server.read());
        });
    }

    @Test
    void anUngetAfterTheEndIsReadBeforeIt() throws Exception {
        between((client, server) -> {
            client.shutdown("w");
            assertNull(server.read());
            server.unget("more");
            assertEquals("more", server.read("*a"));
            assertNull(server.read("*a"));
            server.close();
            assertThrows(ClosedChannelException.class, () -> server.unget("x"));
        });
    }

    // fill.

    @Test
    void fillWaitsForSoMany() throws Exception {
        between((client, server) -> {
            world.loop.wrap(() -> {
                client.write("ab\n");
                world.settle();
                client.write("cd");
                client.shutdown("w");
            });
            assertTrue(server.fill(0));
            assertTrue(server.fill(5));
            assertTrue(server.pending().input() >= 5);
            assertFalse(server.fill(100));
            assertEquals("ab\ncd", server.read("*a"));
        });
    }

    @Test
    void aFillOfZeroTimeLooksOnce() throws Exception {
        between((client, server) -> {
            assertThrows(SocketTimeoutException.class, () -> server.fill(1, Duration.ZERO));
            client.write("ab\n");
            assertThrows(SocketTimeoutException.class, () -> server.fill(100, Duration.ZERO));
            assertTrue(server.fill(4, Duration.ZERO));
        });
    }

    // recv.

    @Test
    void recvNeverWaits() throws Exception {
        between((client, server) -> {
            assertEquals(NOT_YET, server.recv(Format.LINE));
            client.write("one\ntw");
            client.flush();
            assertEquals(received("one"), server.recv(Format.LINE));
            assertEquals(NOT_YET, server.recv(Format.LINE));
            assertEquals(NOT_YET, server.recv(Format.HEADER));
            assertEquals(received("t"), server.recv(Format.upTo(1)));
            client.write("o\r\n");
            client.shutdown("w");
            assertEquals(received("wo\r"), server.recv(Format.LINE, "b"));
            assertEquals(END, server.recv(Format.LINE));
            assertEquals(END, server.recv(Format.ALL));
        });
    }

    @Test
    void recvDoesNotWaitForAnotherReader() throws Exception {
        between((client, server) -> {
            world.loop.wrap(() -> assertEquals("one", server.read()));
            world.settle();
            assertEquals(NOT_YET, server.recv(Format.LINE));
            client.write("one\n");
        });
    }

    @Test
    void recvSendsPendingOutputFirst() throws Exception {
        between((client, server) -> {
            client.write("name? ");
            assertEquals(NOT_YET, client.recv(Format.LINE));
            assertEquals("name? ", server.read("-9"));
        });
    }

    // send.

    @Test
    void sendTakesAPartOfAString() throws Exception {
        between((client, server) -> {
            assertEquals(new Sent(5, Progress.DONE), client.send("xxäb\n\nxx", 2, 7));
            assertEquals("äb\n", server.read("*L"));
            assertEquals("\n", server.read("*L"));
            assertEquals("x", unsent(client, server));
            assertEquals(new Sent(2, Progress.DONE), client.send("\u00ff\n", 0, 2, "b"));
            assertEquals("\u00ff\n", server.xread(Format.LINE_KEEP, "b", Duration.ofSeconds(9)));
            assertThrows(IndexOutOfBoundsException.class, () -> client.send("x", 0, 2));
            assertThrows(IllegalArgumentException.class, () -> client.send("€", 0, 1, "b"));
        });
    }

    private static String unsent(Socket client, Socket server) throws IOException {
        assertEquals(1, client.pending().output());
        client.flush();
        return server.read("-9");
    }

    @Test
    void sendNeverWaits() throws Exception {
        String large = ("x".repeat(1023) + "\n").repeat(1 << 14);
        between((client, server) -> {
            client.setmode("", "b");
            Sent first = client.send(large, 0, large.length());
            assertEquals(Progress.WOULD_BLOCK, first.progress());
            assertTrue(first.count() > 0 && first.count() < large.length(), first.toString());
            int sent = first.count();
            for (int more = 1; more > 0; sent += more) { // the kernel may find more room
                more = client.send(large, sent, large.length()).count();
            }
            String rest = large.substring(sent);
            world.loop.wrap(() -> {
                client.write(rest);
                client.shutdown("w");
            });
            world.settle();
            assertEquals(large, server.read("*a"));
        });
    }

    @Test
    void sendTellsTheEnd() throws Exception {
        FaultyKernel faults = new FaultyKernel(Kernel.open());
        try (World faulty = new World(faults.kernel())) {
            faulty.run(() -> {
                Socket[] pair = faulty.pair();
                faults.fail("write", "EPIPE");
                assertEquals(Progress.END, pair[0].send("x\n", 0, 2).progress());
                assertEquals(new Sent(0, Progress.END), pair[0].send("x\n", 0, 2));
                assertTrue(pair[0].eof("w"));
            });
        }
    }

    @Test
    void anAttemptOnASocketThatConnectsMayComeTooEarly() throws Exception {
        world.run(() -> {
            Socket listener = world.listener();
            Socket client = world.clientOf(listener);
            Sent sent = client.send("x\n", 0, 2);
            while (sent.count() == 0) {
                assertEquals(Progress.WOULD_BLOCK, sent.progress());
                sent = client.send("x\n", 0, 2);
            }
            assertEquals("x", listener.accept().read());
        });
    }

    // One call's mode and timeout.

    @Test
    void xreadHasAModeAndATimeoutOfItsOwn() throws Exception {
        between((client, server) -> {
            assertThrows(SocketTimeoutException.class, () -> server.xread(Format.LINE, Duration.ZERO));
            assertThrows(SocketTimeoutException.class, () -> server.xread(Format.ALL, "b", Duration.ofMillis(1)));
            client.write("a\nb\nc\n");
            assertEquals("a\r\n", server.xread(Format.LINE_KEEP, "b", Duration.ofSeconds(9)));
            assertEquals("b\r", server.xread(Format.bytes(2), "b", Duration.ofSeconds(9)));
            assertEquals("\nc\n", server.xread(Format.bytes(3), Duration.ofSeconds(9)));
        });
    }

    @Test
    void xwriteHasAModeAndATimeoutOfItsOwn() throws Exception {
        String large = ("x".repeat(1023) + "\n").repeat(1 << 14);
        between((client, server) -> {
            client.xwrite("\u00ff\n", "bf", Duration.ofSeconds(9));
            assertEquals(2, client.pending().output());
            client.xwrite("y", "n", Duration.ofSeconds(9));
            assertEquals("\u00ff\ny", server.xread(Format.bytes(3), "b", Duration.ofSeconds(9)));
            assertThrows(SocketTimeoutException.class, () -> client.xwrite(large, Duration.ofMillis(1)));
        });
    }

    @Test
    void flushHasAModeOfItsOwn() throws Exception {
        between((client, server) -> {
            client.setmode("", "bf");
            client.write("ab\ncd");
            client.flush("");
            assertEquals(5, client.pending().output());
            client.flush("l");
            assertEquals(2, client.pending().output());
            client.flush("n", Duration.ofSeconds(9));
            assertEquals(0, client.pending().output());
            assertEquals("ab\ncd", server.read("5"));
            assertThrows(IllegalArgumentException.class, () -> client.flush("x"));
        });
    }
}
