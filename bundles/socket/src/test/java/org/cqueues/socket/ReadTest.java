package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The formats of the guide's read, over the loopback. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class ReadTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private interface Reader {
        void run(Socket socket) throws Exception;
    }

    /** Runs a reader of a stream that another coroutine sends in pieces. */
    private void receiving(Reader reader, String... pieces) throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].setmode("", "bn");
            world.loop.wrap(() -> {
                for (String piece : pieces) {
                    pair[0].write(piece);
                    world.settle();
                }
                pair[0].shutdown("w");
            });
            reader.run(pair[1]);
        });
    }

    @Test
    void aMessageIsReadWithTheGuidesFormats() throws Exception {
        receiving(
                socket -> {
                    assertEquals("POST / HTTP/1.1", socket.read("*l"));
                    List<String> headers = new ArrayList<>();
                    socket.lines("*h").forEach(headers::add);
                    assertEquals(List.of("Host: x", "Long: a b"), headers);
                    assertFalse(socket.eof("r"));
                    assertEquals("", socket.read());
                    assertEquals("body", socket.read("4"));
                    assertEquals("re\nst", socket.read("*a"));
                    assertNull(socket.read("*a"));
                    assertTrue(socket.eof("r"));
                },
                "POST / HTTP/1.1\r",
                "\nHost: x\r\nLong: a\r",
                "\n b\r\n\r\nbo",
                "dyre\r\nst");
    }

    @Test
    void severalFormatsAreReadInOneCall() throws Exception {
        receiving(
                socket -> {
                    assertEquals(List.of("a", "bc", "d\n"), socket.read("*l", "2", "*L"));
                    assertEquals(List.of("e"), socket.read(Format.LINE, Format.LINE, Format.ALL));
                    assertEquals(List.of(), socket.read("*l", "*a"));
                },
                "a\nb",
                "cd\n",
                "e\n");
    }

    @Test
    void ifOneFormatTimesOutAllIsStillThere() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].write("a\nb\n").flush();
            pair[1].settimeout(Duration.ofMillis(1));
            assertThrows(SocketTimeoutException.class, () -> pair[1].read("*l", "*l", "*l"));
            assertEquals(4 + 2, pair[1].pending().input());
            pair[0].write("c\n");
            pair[1].settimeout();
            assertEquals(List.of("a", "b", "c"), pair[1].read("*l", "*l", "*l"));
        });
    }

    @Test
    void aTimeoutOfEverythingLosesNothing() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].write("a\n");
            pair[1].settimeout(Duration.ZERO);
            assertThrows(SocketTimeoutException.class, () -> pair[1].read("*a"));
            assertThrows(SocketTimeoutException.class, () -> pair[1].read("9"));
            pair[0].write("b\n").shutdown("w");
            pair[1].settimeout();
            assertEquals("a\nb\n", pair[1].read("*a"));
        });
    }

    @Test
    void upToWaitsForTheFirstByteOnly() throws Exception {
        receiving(
                socket -> {
                    assertEquals("ab", socket.read("-10"));
                    assertEquals("c", socket.read("-10"));
                    assertNull(socket.read("-10"));
                },
                "ab",
                "c");
    }

    @Test
    void bytesAreReadWithoutCharacters() throws Exception {
        receiving(
                socket -> {
                    socket.setmode("b", "");
                    assertArrayEquals(new byte[] {-1, '\r'}, socket.readBytes(Format.bytes(2)));
                    assertArrayEquals(new byte[] {'\n'}, socket.readBytes(Format.LINE_KEEP));
                    ByteBuffer target = ByteBuffer.allocate(10);
                    assertEquals(0, socket.read(target.duplicate().limit(0)));
                    assertEquals(2, socket.read(target));
                    assertEquals(ByteBuffer.wrap(new byte[] {'a', -128}), target.flip());
                    assertNull(socket.readBytes(Format.ALL));
                    assertEquals(-1, socket.read(target.clear()));
                    assertThrows(ReadOnlyBufferException.class, () -> socket.read(target.asReadOnlyBuffer()));
                },
                "\u00ff\r\na\u0080");
    }

    @Test
    void aPartOfAMessageIsReadInALoop() throws Exception {
        String line = "x".repeat(98) + "\r\n";
        receiving(
                socket -> {
                    StringBuilder part = new StringBuilder();
                    socket.lines("--boundary").forEach(part::append);
                    String expected = line.repeat(500).replace("\r\n", "\n");
                    assertEquals(expected.substring(0, expected.length() - 1), part.toString());
                    assertEquals("--boundary--", socket.read());
                },
                line.repeat(300),
                line.repeat(200) + "--bound",
                "ary--\r\n");
    }

    @Test
    void aLoopMayHaveAModeAndATimeoutOfItsOwn() throws Exception {
        receiving(
                socket -> {
                    List<String> lines = new ArrayList<>();
                    socket.xlines(Format.LINE_KEEP, "b", Duration.ofSeconds(10)).forEach(lines::add);
                    assertEquals(List.of("a\r\n", "b\r\n"), lines);
                    assertThrows(IllegalArgumentException.class, () -> socket.xlines(Format.LINE, "l", Duration.ZERO)
                            .iterator()
                            .next());
                },
                "a\r\nb",
                "\r\n");
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].write("a\n");
            Iterator<String> lines = pair[1].xlines(Format.LINE, Duration.ZERO).iterator();
            assertEquals("a", lines.next());
            assertInstanceOf(
                    SocketTimeoutException.class,
                    assertThrows(UncheckedIOException.class, lines::next).getCause());
        });
    }

    @Test
    void aHeaderThatTheEndCutsOffIsAFailure() throws Exception {
        receiving(
                socket -> {
                    assertEquals("A: b", socket.read("*h"));
                    String message = assertThrows(EOFException.class, () -> socket.read("*h"))
                            .getMessage();
                    assertTrue(message.contains("127.0.0.1:"), message);
                    assertEquals("Subj", socket.read());
                    assertNull(socket.read("*h"));
                },
                "A: b\r\nSubj");
    }

    @Test
    void aHeaderLongerThanALineIsAFailure() throws Exception {
        receiving(
                socket -> {
                    socket.setmaxline(10, 0);
                    assertThrows(ProtocolException.class, () -> socket.read("*h"));
                    assertEquals("A: 3456789", socket.read());
                },
                "A: 3456789012\r\n");
    }

    @Test
    void whatAResetCutsShortIsNotEverything() throws Exception {
        FaultyKernel faults = new FaultyKernel(Kernel.open());
        try (World faulty = new World(faults.kernel())) {
            faulty.run(() -> {
                Socket[] pair = faulty.pair();
                pair[0].write("abc\n");
                assertEquals("a", pair[1].read("1"));
                faults.fail("read", "ECONNRESET");
                pair[0].write("lost\n");
                assertEquals("ECONNRESET", errnoOf(pair[1], "*a"));
                assertEquals("ECONNRESET", errnoOf(pair[1], "*a"));
                assertEquals("bc", pair[1].read());
                assertEquals("ECONNRESET", errnoOf(pair[1], "*l"));
            });
        }
    }

    private static String errnoOf(Socket socket, String format) throws IOException {
        return assertThrows(ErrnoException.class, () -> socket.read(format)).name();
    }

    @Test
    void aReplacedReadSeesEveryForm() throws Exception {
        List<Object> seen = new ArrayList<>();
        world.sockets.interpose("read", (self, a) -> {
            seen.add(a[0]);
            return a[0] instanceof Format[] formats ? List.of("x", formats[1].toString()) : "y";
        });
        receiving(socket -> {
            assertEquals(List.of("x", "2"), socket.read("*l", "2"));
            assertEquals("y", socket.read());
        });
        assertEquals(2, seen.size());
    }
}
