package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 3.2.2, {@code socket:read}: "each message is treated as-if EOF was reached". */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
@ParameterizedClass
@EnumSource(
        value = Type.class,
        names = {"DGRAM", "SEQPACKET"})
class MessageFormatTest {
    @Parameter
    Type type;

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private interface Ends {
        void run(Socket one, Socket other) throws Exception;
    }

    private void between(Ends body) throws Exception {
        world.run(() -> {
            List<Socket> pair = world.sockets.pair(type);
            body.run(pair.get(0), pair.get(1));
        });
    }

    /** Sends messages as they are. */
    private static void send(Socket socket, String... messages) throws Exception {
        for (String message : messages) {
            socket.sendto(message.getBytes(StandardCharsets.UTF_8), SocketName.UNSPECIFIED);
        }
    }

    private static void requireEmpty(Socket socket) {
        assertThrows(SocketTimeoutException.class, () -> socket.xread(Format.upTo(1), Duration.ZERO));
    }

    @Test
    void everythingIsOneMessage() throws Exception {
        between((one, other) -> {
            send(one, "first\r\n", "second");
            assertEquals("first\n", other.read("*a"));
            assertEquals("second", other.read("*a"));
            requireEmpty(other);
        });
    }

    @Test
    void aLineEndsWithItsMessage() throws Exception {
        between((one, other) -> {
            send(one, "a\r\nb", "c\n", "\n", "d\r");
            assertEquals("a", other.read());
            assertEquals("b", other.read());
            assertEquals("c\n", other.read("*L"));
            assertEquals("", other.read());
            assertEquals("d\r", other.read("*L"));
            requireEmpty(other);
        });
    }

    @Test
    void aCountEndsWithItsMessage() throws Exception {
        between((one, other) -> {
            send(one, "abc", "defg");
            assertEquals("ab", other.read(Format.bytes(2)));
            assertEquals("c", other.read(Format.bytes(2)));
            assertEquals("defg", other.read(Format.upTo(100)));
            requireEmpty(other);
        });
    }

    @Test
    void headersAndBodyOfAMessageAreReadAsThoseOfAStream() throws Exception {
        between((one, other) -> {
            send(one, "A: 1\r\nB: 2\r\n 3\r\n\r\nbody--end", "C: 4\n", "D: 5\n E\n");
            assertEquals("A: 1", other.read("*h"));
            assertEquals("B: 2\n 3\n", other.read("*H"));
            assertNull(other.read("*h"));
            assertEquals("", other.read());
            assertEquals("body", other.read("--end"));
            assertEquals("--end", other.read("*a"));
            assertEquals("C: 4", other.read("*h"));
            assertEquals("D: 5 E", other.read("*h"));
            send(one, "cut");
            assertThrows(EOFException.class, () -> other.read("*h"));
            assertEquals("cut", other.read("*a"));
        });
    }

    @Test
    void severalFormatsAreOfOneMessage() throws Exception {
        between((one, other) -> {
            send(one, "a\nb\n", "c\nd");
            assertEquals(List.of("a", "b"), other.read("*l", "*l", "*l"));
            assertEquals(List.of("c", "d"), other.read("*l", "*a"));
        });
    }

    @Test
    void bytesAndNumbersAreOfOneMessage() throws Exception {
        between((one, other) -> {
            send(one, "abc", "\0\0\0\7", "\1");
            assertArrayEquals(new byte[] {'a', 'b'}, other.readBytes(Format.bytes(2)));
            ByteBuffer target = ByteBuffer.allocate(10);
            assertEquals(1, other.read(target));
            assertEquals(OptionalLong.of(7), other.unpack());
            assertEquals(OptionalLong.empty(), other.unpack());
            assertEquals(OptionalLong.of(1), other.unpack(8));
        });
    }

    @Test
    void recvAndFillKnowMessages() throws Exception {
        between((one, other) -> {
            assertEquals(Progress.WOULD_BLOCK, other.recv(Format.ALL).progress());
            send(one, "abc", "d");
            assertTrue(other.fill(2));
            assertTrue(other.fill(100), "a shorter message is all that there is to come");
            assertEquals(3, other.pending().input());
            assertEquals("abc", other.recv(Format.ALL).value().orElseThrow());
            other.unget("x");
            assertEquals("x", other.read("*a"));
            assertEquals("d", other.read("*a"));
        });
    }

    @Test
    void aMessageThatIsTooLongIsNotCutWithoutAWord() throws Exception {
        between((one, other) -> {
            other.setbufsiz(4, 0);
            send(one, "12345", "1234");
            ErrnoException e = assertThrows(ErrnoException.class, () -> other.read("*a"));
            assertEquals("EMSGSIZE recvmsg", e.name() + " " + e.call());
            assertEquals("1234", other.read("*a"));
            send(one, "123456");
            assertEquals("123456", other.read(Format.bytes(6)), "a count makes room");
        });
    }

    @Test
    void aFlushIsAMessage() throws Exception {
        between((one, other) -> {
            one.write("a\n", "b\nc");
            assertEquals("a\r\nb\r\n", other.recvfrom(100).text());
            one.write("d");
            one.flush();
            assertEquals("cd", other.recvfrom(100).text());
            one.setmode("", "bf");
            String large = "x".repeat(50_000) + "\n";
            one.write(large, "y");
            assertThrows(SocketTimeoutException.class, () -> other.recvfrom(1, Duration.ZERO));
            one.flush();
            assertEquals(large + "y", other.recvfrom(100_000).text());
            one.setmode("", "bn");
            one.write("e", "f");
            assertEquals("ef", other.recvfrom(100).text());
            one.pack(1, 8);
            assertArrayEquals(new byte[] {1}, other.recvfrom(100).bytes());
        });
    }

    @Test
    void aReaderThatWaitsDoesNotEndAMessage() throws Exception {
        between((one, other) -> {
            one.setmode("", "bf");
            one.write("half");
            assertThrows(SocketTimeoutException.class, () -> one.xread(Format.LINE, Duration.ZERO));
            assertThrows(SocketTimeoutException.class, () -> other.recvfrom(1, Duration.ZERO));
            one.write(" whole").flush();
            assertEquals("half whole", other.read("*a"));
        });
    }

    @Test
    void whatCannotBeSentIsDropped() throws Exception {
        between((one, other) -> {
            one.setmode("", "bn");
            assertEquals(
                    "EMSGSIZE",
                    assertThrows(ErrnoException.class, () -> one.write("x".repeat(10_000_000)))
                            .name());
            int sent = 0;
            try {
                for (; ; sent++) {
                    one.xwrite("message", Duration.ZERO);
                }
            } catch (SocketTimeoutException full) {
                assertEquals(0, one.pending().output());
            }
            for (int i = 0; i < sent; i++) {
                assertEquals("message", other.read("*a"));
            }
            one.write("last");
            assertEquals("last", other.read("*a"));
        });
    }

    @Test
    void sendIsOfStreams() throws Exception {
        between((one, other) -> assertThrows(IllegalStateException.class, () -> one.send("x", 0, 1)));
    }

    @Test
    void theEndOfAConnectionIsNull() throws Exception {
        between((one, other) -> {
            send(one, "last");
            one.shutdown("w");
            assertEquals("last", other.read("*a"));
            if (type == Type.SEQPACKET) {
                assertNull(other.read("*a"));
                assertNull(other.read());
                assertTrue(other.eof("r"));
            }
        });
    }

    @Test
    void anEmptyDatagramIsReadOnce() throws Exception {
        if (type != Type.DGRAM) {
            return;
        }
        between((one, other) -> {
            for (String format : List.of("*a", "*l", "*L", "5", "-5")) {
                send(one, "");
                assertEquals("", other.read(format), format);
                requireEmpty(other);
            }
            send(one, "", "x");
            assertNull(other.read("*h"));
            assertEquals("x", other.read());
            send(one, "", "", "x");
            assertArrayEquals(new byte[0], other.readBytes(Format.ALL));
            assertEquals(0, other.read(ByteBuffer.allocate(1)));
            assertFalse(other.eof("r"));
            assertEquals("x", other.read());
            send(one, "");
            assertEquals("", other.recv(Format.LINE).value().orElseThrow());
        });
    }

    @Test
    void whoIsBoundOnlyReadsToo() throws Exception {
        if (type != Type.DGRAM) {
            return;
        }
        world.run(() -> {
            Socket receiver = world.sockets
                    .listen(SocketOptions.builder()
                            .host("127.0.0.1")
                            .port(0)
                            .type(Type.DGRAM)
                            .build())
                    .listen();
            Socket sender = world.sockets.connect(SocketOptions.builder()
                    .name(receiver.localname())
                    .type(Type.DGRAM)
                    .build());
            sender.write("hello\n");
            assertEquals("hello", receiver.read());
            assertEquals(
                    "EDESTADDRREQ",
                    assertThrows(ErrnoException.class, () -> receiver.write("x\n"))
                            .name());
            sender.write("again\n");
            assertEquals("again", receiver.read());
        });
    }
}
