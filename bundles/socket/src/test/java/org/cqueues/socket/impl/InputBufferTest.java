package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputBufferTest {
    private static final int ENDLESS = Integer.MAX_VALUE;

    /** What a buffer gives while a stream arrives in the given pieces; afterwards every block must be back. */
    private static List<String> read(boolean text, boolean keep, int longest, int block, String... pieces) {
        ScriptedWorkspace workspace = new ScriptedWorkspace(block);
        InputBuffer buffer = new InputBuffer();
        List<String> lines = new ArrayList<>();
        for (String piece : pieces) {
            workspace.arrive(piece);
            while (workspace.isArriving()) {
                buffer.fill(workspace, 0, 1);
                drain(lines, workspace, buffer, text, keep, longest, false);
            }
        }
        assertEquals(0, buffer.fill(workspace, 0, 1));
        drain(lines, workspace, buffer, text, keep, longest, true);
        assertEquals(0, workspace.out, "blocks not given back");
        return lines;
    }

    private static void drain(
            List<String> lines,
            ScriptedWorkspace workspace,
            InputBuffer buffer,
            boolean text,
            boolean keep,
            int longest,
            boolean last) {
        for (String line = buffer.line(workspace, text ? Encoding.UTF_8 : Encoding.BYTES, keep, longest, last);
                line != null;
                line = buffer.line(workspace, text ? Encoding.UTF_8 : Encoding.BYTES, keep, longest, last)) {
            lines.add(line);
        }
    }

    /** The same lines must come whatever the two places where the network cuts the stream. */
    private static void atEverySplit(List<String> expected, boolean text, boolean keep, int longest, String stream) {
        for (int block : new int[] {1, 3, 8, 64}) {
            for (int first = 1; first < stream.length(); first++) {
                for (int second = first + 1; second < stream.length(); second++) {
                    String[] pieces = {
                        stream.substring(0, first), stream.substring(first, second), stream.substring(second)
                    };
                    assertEquals(expected, read(text, keep, longest, block, pieces), () -> String.join("|", pieces));
                }
            }
        }
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void textLinesLoseTheirEnds() {
        atEverySplit(List.of("one", "", "two\rthree", "four"), true, false, ENDLESS, "one\r\n\ntwo\rthree\r\nfour");
    }

    @Test
    void keptTextLinesEndWithLf() {
        atEverySplit(
                List.of("one\n", "\n", "two\rthree\n", "four"), true, true, ENDLESS, "one\r\n\ntwo\rthree\r\nfour");
    }

    @Test
    void binaryLinesKeepTheirCr() {
        atEverySplit(List.of("one\r", "", "two", "\u00ff\u0080"), false, false, ENDLESS, "one\r\n\ntwo\n\u00ff\u0080");
    }

    @Test
    void keptBinaryLinesAreWhatWasSent() {
        atEverySplit(List.of("one\r\n", "\n", "two\n", "\u00ff\r"), false, true, ENDLESS, "one\r\n\ntwo\n\u00ff\r");
    }

    @Test
    void charactersAreNotSplitByTheNetwork() {
        atEverySplit(List.of("aä€😀", "ü"), true, false, ENDLESS, utf8("aä€😀\nü\r\n"));
    }

    @Test
    void aLongLineComesInParts() {
        assertEquals(List.of("abc", "def", "g", "hi"), read(true, false, 3, 64, "abcdefg\nhi\n"));
    }

    @Test
    void aLineOfTheGreatestLengthComesWhole() {
        assertEquals(List.of("ab", "ab"), read(false, false, 3, 64, "ab\nab\n"));
    }

    @Test
    void aPartNeverSplitsCrLf() {
        assertEquals(List.of("ab", "", "c"), read(true, false, 3, 64, "ab\r\nc\n"));
    }

    @Test
    void aPartNeverSplitsACharacter() {
        for (int longest = 4; longest < 12; longest++) {
            List<String> parts = read(true, false, longest, 64, utf8("ä€😀a€ä😀"));
            assertEquals("ä€😀a€ä😀", String.join("", parts), "at most " + longest);
        }
    }

    @Test
    void malformedTextStillComesToAnEnd() {
        String bytes = "\u0080\u0080\u0080\u0080\u0080\u00f0\u00f0\u00e2\r";

        assertEquals(
                bytes.length(), String.join("", read(true, false, 4, 64, bytes)).length());
    }

    @Test
    void anUnterminatedLineWaitsForItsEnd() {
        ScriptedWorkspace workspace = new ScriptedWorkspace();
        InputBuffer buffer = new InputBuffer();
        workspace.arrive("half");
        buffer.fill(workspace, 0, 1);

        assertNull(buffer.line(workspace, Encoding.UTF_8, false, ENDLESS, false));
        assertEquals("half", buffer.line(workspace, Encoding.UTF_8, false, ENDLESS, true));
    }

    @Test
    void anIdleBufferHoldsNoBlock() {
        ScriptedWorkspace workspace = new ScriptedWorkspace();
        InputBuffer buffer = new InputBuffer();
        workspace.arrive("a\nb\n");
        buffer.fill(workspace, 0, 1);
        buffer.line(workspace, Encoding.UTF_8, false, ENDLESS, false);
        assertEquals(1, workspace.out);
        buffer.line(workspace, Encoding.UTF_8, false, ENDLESS, false);

        assertEquals(0, workspace.out);
    }

    @Test
    void whatIsPutBackIsNextWhereverTheBlockEnds() {
        for (int block : new int[] {1, 3, 8, 64}) {
            for (int taken = 0; taken < 6; taken++) {
                for (String front : List.of("", "x", "long front", "a\n")) {
                    ScriptedWorkspace workspace = new ScriptedWorkspace(block);
                    InputBuffer buffer = new InputBuffer();
                    workspace.arrive("stream");
                    while (workspace.isArriving()) {
                        buffer.fill(workspace, 0, 1);
                    }
                    assertNull(buffer.line(workspace, Encoding.UTF_8, true, ENDLESS, false));
                    buffer.skip(workspace, taken);
                    buffer.prepend(workspace, front.getBytes(StandardCharsets.ISO_8859_1));
                    StringBuilder all = new StringBuilder();
                    while (buffer.size() > 0) {
                        all.append(buffer.line(workspace, Encoding.UTF_8, true, ENDLESS, true));
                    }
                    assertEquals(front + "stream".substring(taken), all.toString());
                    assertEquals(0, workspace.out, "blocks not given back");
                }
            }
        }
    }
}
