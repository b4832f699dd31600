package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.socket.Format;
import org.junit.jupiter.api.Test;

/** Every format in both modes, whatever the places where the network cuts the stream. */
class ExtentTest {
    private static final boolean TEXT = true;
    private static final boolean BINARY = false;

    private int size = 4096;
    private int longest = 4096;

    private Settings settings(boolean text) {
        return Settings.DEFAULT
                .withModes(text ? "t" : "b", "")
                .withSizes(size, 0)
                .withLines(longest, 0);
    }

    /** What a format gives, again and again, until it gives no more; then how that ended and what is left. */
    private List<String> read(Format format, boolean text, int block, String... pieces) {
        ScriptedWorkspace workspace = new ScriptedWorkspace(block);
        for (String piece : pieces) {
            workspace.arrive(piece);
        }
        InputBuffer buffer = new InputBuffer();
        List<String> items = new ArrayList<>();
        boolean last = false;
        Extent extent = Extent.of(format, settings(text), true);
        for (int rounds = 0; rounds < 10_000; rounds++) {
            Extent.State state = extent.find(buffer, last);
            if (state == Extent.State.FOUND) {
                items.add(buffer.takeString(workspace, extent));
                extent = Extent.of(format, settings(text), true);
            } else if (state == Extent.State.MORE) {
                last = buffer.fill(workspace, 0, 1) == 0;
            } else {
                buffer.skip(workspace, extent.skip);
                items.add(state + " " + rest(workspace, buffer));
                assertEquals(0, workspace.out, "blocks not given back");
                return items;
            }
        }
        throw new AssertionError("does not come to an end");
    }

    private String rest(ScriptedWorkspace workspace, InputBuffer buffer) {
        while (buffer.fill(workspace, 0, 1) > 0) {}
        Extent all = Extent.of(Format.ALL, settings(BINARY), false);
        return all.find(buffer, true) == Extent.State.END
                ? ""
                : new String(buffer.takeBytes(workspace, all), StandardCharsets.ISO_8859_1);
    }

    private void atEverySplit(List<String> expected, Format format, boolean text, String stream) {
        for (int block : new int[] {1, 3, 64}) {
            for (int first = 1; first < stream.length(); first++) {
                for (int second = first; second < stream.length(); second++) {
                    String[] pieces = second == first
                            ? new String[] {stream.substring(0, first), stream.substring(first)}
                            : new String[] {
                                stream.substring(0, first), stream.substring(first, second), stream.substring(second)
                            };
                    assertEquals(expected, read(format, text, block, pieces), () -> String.join("|", pieces));
                }
            }
        }
        assertEquals(expected, read(format, text, 64, stream));
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    // Everything.

    @Test
    void everythingComesAtTheEnd() {
        atEverySplit(List.of("a\nb\n\rü\r", "END "), Format.ALL, TEXT, utf8("a\r\nb\n\rü\r"));
        atEverySplit(List.of("a\r\nb\n\r\u00ff\r", "END "), Format.ALL, BINARY, "a\r\nb\n\r\u00ff\r");
    }

    @Test
    void nothingIsNotEverything() {
        assertEquals(List.of("END "), read(Format.ALL, TEXT, 64));
    }

    // Lines, as bytes; InputBufferTest has them as strings.

    @Test
    void linesAreThoseOfTheFastPath() {
        String stream = "one\r\n\ntwo\rthree\r\nfour\r";
        atEverySplit(List.of("one", "", "two\rthree", "four\r", "END "), Format.LINE, TEXT, stream);
        atEverySplit(List.of("one\n", "\n", "two\rthree\n", "four\r", "END "), Format.LINE_KEEP, TEXT, stream);
        atEverySplit(List.of("one\r", "", "two\rthree\r", "four\r", "END "), Format.LINE, BINARY, stream);
        atEverySplit(List.of("one\r\n", "\n", "two\rthree\r\n", "four\r", "END "), Format.LINE_KEEP, BINARY, stream);
    }

    @Test
    void longLinesComeInParts() {
        longest = 3;
        atEverySplit(List.of("ab", "", "cde", "f", "END "), Format.LINE, TEXT, "ab\r\ncdef\n");
        atEverySplit(List.of("ab\r", "", "cde", "f", "END "), Format.LINE, BINARY, "ab\r\ncdef\n");
    }

    // Counts.

    @Test
    void countsAreOfBytesAfterTheirTranslation() {
        String stream = "a\r\n\r\nbc\r\r\nd\r";
        atEverySplit(List.of("a\n", "\nb", "c\r", "\nd", "\r", "END "), Format.bytes(2), TEXT, stream);
        atEverySplit(List.of("a", "\n", "\n", "b", "c", "\r", "\n", "d", "\r", "END "), Format.bytes(1), TEXT, stream);
        atEverySplit(List.of("a\n\nbc\r\nd\r", "END "), Format.bytes(100), TEXT, stream);
        atEverySplit(List.of("a\r\n", "\r\nb", "c\r\r", "\nd\r", "END "), Format.bytes(3), BINARY, stream);
    }

    @Test
    void aCountOfZeroAsksForNothing() {
        Extent none = Extent.of(Format.bytes(0), settings(TEXT), true);

        assertEquals(Extent.State.FOUND, none.find(new InputBuffer(), false));
        assertEquals(0, none.length);
    }

    /** With a CRLF for each two bytes, a search that began anew with each byte received would take a second or more. */
    @Test
    void aCountIsSearchedOnlyWhenItCanBeComplete() {
        ScriptedWorkspace workspace = new ScriptedWorkspace(64);
        InputBuffer buffer = new InputBuffer();
        Extent extent = Extent.of(Format.bytes(1000), settings(TEXT), true);
        int searches = 0;
        for (int i = 0; i < 1000; i++) {
            workspace.arrive("a\r\n");
        }
        while (extent.find(buffer, false) == Extent.State.MORE) {
            searches++;
            while (buffer.size() < extent.wanted) {
                buffer.fill(workspace, 0, 1);
            }
        }
        assertEquals(1500, extent.length);
        assertEquals(true, searches < 15, searches + " searches");
    }

    @Test
    void upToGivesWhatIsThereButNoHalves() {
        String stream = utf8("aä€\r\n😀\r\r\nb\r");
        for (int first = 1; first < stream.length(); first++) {
            for (int second = first + 1; second < stream.length(); second++) {
                List<String> items = read(
                        Format.upTo(100),
                        TEXT,
                        64,
                        stream.substring(0, first),
                        stream.substring(first, second),
                        stream.substring(second));
                assertEquals("aä€\n😀\r\nb\rEND ", String.join("", items));
            }
        }
    }

    @Test
    void upToNeverGivesMore() {
        for (int most = 1; most < 8; most++) {
            List<String> items = read(Format.upTo(most), TEXT, 64, "a\r\nbc", "\r", "\nd\r\n\r\n");
            assertEquals("a\nbc\nd\n\nEND ", String.join("", items));
            int greatest = most;
            items.subList(0, items.size() - 1).forEach(item -> assertEquals(true, item.length() <= greatest));
        }
    }

    @Test
    void upToInBinaryModeWaitsForNothing() {
        assertEquals(List.of("a\r", "\n\u00e2", "b", "END "), read(Format.upTo(9), BINARY, 64, "a\r", "\n\u00e2", "b"));
        assertEquals(List.of("a\r", "\n\u00e2", "b", "END "), read(Format.upTo(2), BINARY, 64, "a\r\n\u00e2b"));
    }

    @Test
    void malformedTextStillComesToAnEnd() {
        read(Format.upTo(1), TEXT, 64, "\u0080\u0080\u00f0", "\u00f0\u00e2");
        read(Format.upTo(3), TEXT, 64, "\u0080\u0080\u00f0", "\u00f0\u00e2\u0080\u0080\u0080\u0080");
    }

    // Headers.

    private static final String MESSAGE = "Subject: a\r\n b\r\n\tc\r\nX : y\nEmpty:\r\n\r\nBody: no\r\n";

    @Test
    void headersAreUnfolded() {
        List<String> expected = List.of("Subject: a b\tc", "X : y", "Empty:", "END \r\nBody: no\r\n");
        atEverySplit(expected, Format.HEADER, TEXT, MESSAGE);
        atEverySplit(expected, Format.HEADER, BINARY, MESSAGE);
    }

    @Test
    void keptHeadersAreWhatWasSent() {
        atEverySplit(
                List.of("Subject: a\n b\n\tc\n", "X : y\n", "Empty:\n", "END \r\nBody: no\r\n"),
                Format.HEADER_KEEP,
                TEXT,
                MESSAGE);
        atEverySplit(
                List.of("Subject: a\r\n b\r\n\tc\r\n", "X : y\n", "Empty:\r\n", "END \r\nBody: no\r\n"),
                Format.HEADER_KEEP,
                BINARY,
                MESSAGE);
    }

    @Test
    void theLastHeaderMayEndTheStream() {
        atEverySplit(List.of("A: b", "END "), Format.HEADER, TEXT, "A: b\r\n");
        atEverySplit(List.of("A: b ", "END "), Format.HEADER, TEXT, "A: b\r\n \r\n");
    }

    @Test
    void aHeaderThatIsCutOffIsNotTheEndOfHeaders() {
        for (String cut : List.of("Sub", "Subject", "Subject ", "Subject:", "Subject: a", "Subject: a\r\n b")) {
            atEverySplit(List.of("A: b", "TRUNCATED " + cut), Format.HEADER, TEXT, "A: b\r\n" + cut);
        }
    }

    @Test
    void whatIsNoHeaderStays() {
        for (String other : List.of("no header\r\n", ": x\r\n", " a: b\r\n", "\n", "\u00e4: b\r\n", "a\r\n")) {
            atEverySplit(List.of("END " + other), Format.HEADER, TEXT, other);
        }
    }

    @Test
    void anEndlessHeaderIsTold() {
        longest = 8;
        atEverySplit(List.of("TOO_LONG A: 45678\r\n"), Format.HEADER, TEXT, "A: 45678\r\n");
        atEverySplit(List.of("A: 456", "END \r\n"), Format.HEADER, TEXT, "A: 456\r\n\r\n");
        atEverySplit(List.of("END A23456789: b\r\n"), Format.HEADER, TEXT, "A23456789: b\r\n");
    }

    // Markers.

    @Test
    void aPartEndsBeforeTheLineEndOfItsMarker() {
        String stream = "one\r\n-\r\n--\r\n--x";
        atEverySplit(List.of("one\n-\n--", "END --x"), Format.until("--x"), TEXT, stream);
        atEverySplit(List.of("one\r\n-\r\n--", "END --x"), Format.until("--x"), BINARY, stream);
        atEverySplit(List.of("one", "END --x"), Format.until("--x"), TEXT, "one--x");
        atEverySplit(List.of("one", "END --x"), Format.until("--x"), BINARY, "one\n--x");
    }

    @Test
    void anEmptyPartEndsAtOnce() {
        atEverySplit(List.of("END --x\r\n"), Format.until("--x"), TEXT, "--x\r\n");
        atEverySplit(List.of("END --x\r\n"), Format.until("--x"), BINARY, "\r\n--x\r\n");
    }

    @Test
    void withoutAMarkerTheRestOfTheStreamComes() {
        atEverySplit(List.of("one\n--", "END "), Format.until("--x"), TEXT, "one\r\n--");
    }

    @Test
    void aLargePartComesInChunks() {
        size = 4;
        longest = 4;
        String stream = "abcdefgh\r\nij\r\nkl\r\n--xx";
        atEverySplit(List.of("abcd", "efgh", "\r\nij", "\r\nkl", "END --xx"), Format.until("--xx"), BINARY, stream);
        atEverySplit(List.of("abcd", "efgh", "\n", "ij\n", "kl", "END --xx"), Format.until("--xx"), TEXT, stream);
        for (int length = 1; length < 20; length++) {
            String part = "0123456789\r\n34567890".substring(0, length);
            for (boolean text : new boolean[] {TEXT, BINARY}) {
                List<String> items = read(Format.until("--x"), text, 64, part + "\r\n--x");
                assertEquals((text ? part.replace("\r\n", "\n") : part) + "END --x", String.join("", items));
            }
        }
    }

    // Bytes.

    @Test
    void bytesGoIntoABufferFromItsPosition() {
        for (boolean text : new boolean[] {TEXT, BINARY}) {
            ScriptedWorkspace workspace = new ScriptedWorkspace(64);
            InputBuffer buffer = new InputBuffer();
            workspace.arrive("\u00ff\r\nb\n");
            buffer.fill(workspace, 0, 1);
            ByteBuffer target = ByteBuffer.allocate(4).position(1);
            Extent extent = Extent.of(Format.upTo(3), settings(text), false);
            extent.find(buffer, false);
            assertEquals(3, buffer.takeInto(workspace, extent, target));
            assertEquals(4, target.position());
            byte[] expected = text ? new byte[] {0, -1, '\n', 'b'} : new byte[] {0, -1, '\r', '\n'};
            assertArrayEquals(expected, target.array());
            assertEquals(text ? 1 : 2, buffer.size());
        }
    }

    @Test
    void whatWasTakenCanBePutBack() {
        for (int block : new int[] {1, 3, 64}) {
            ScriptedWorkspace workspace = new ScriptedWorkspace(block);
            InputBuffer buffer = new InputBuffer();
            workspace.arrive("one\ntw");
            workspace.arrive("o\nthree\n");
            buffer.mark();
            List<String> lines = new ArrayList<>();
            while (lines.size() < 3) {
                String line = buffer.line(workspace, Encoding.UTF_8, false, 4096, false);
                if (line != null) {
                    lines.add(line);
                } else {
                    buffer.fill(workspace, 0, 1);
                }
            }
            buffer.reset();
            buffer.unmark(workspace);
            assertEquals("one", buffer.line(workspace, Encoding.UTF_8, false, 4096, false));
            assertEquals("two", buffer.line(workspace, Encoding.UTF_8, false, 4096, false));
            assertEquals("three", buffer.line(workspace, Encoding.UTF_8, false, 4096, false));
            assertEquals(0, workspace.out);
        }
    }
}
