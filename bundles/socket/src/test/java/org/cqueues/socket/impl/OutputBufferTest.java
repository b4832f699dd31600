package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cqueues.socket.Buffering;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
    private final ScriptedWorkspace workspace = new ScriptedWorkspace(4);
    private final OutputBuffer buffer = new OutputBuffer();

    private void put(String string, boolean text) {
        buffer.put(workspace, string, 0, string.length(), text);
    }

    private String sendAll() {
        while (buffer.size() > 0) {
            buffer.writeTo(workspace, 0, buffer.size());
        }
        String sent = workspace.sent.toString();
        workspace.sent.setLength(0);
        assertEquals(0, workspace.out, "blocks not given back");
        return sent;
    }

    private int due(Buffering buffering, int unit, int longest) {
        return buffer.due(buffering, unit, longest);
    }

    @Test
    void everyLfBecomesCrLf() {
        put("one\n\ntwo\nthree", true);

        assertEquals("one\r\n\r\ntwo\r\nthree", sendAll());
    }

    @Test
    void crLfStaysWhatItIsWhereverItIsSplit() {
        String stream = "one\r\n\r\ntwo\r\r\n";
        for (int first = 0; first <= stream.length(); first++) {
            for (int second = first; second <= stream.length(); second++) {
                put(stream.substring(0, first), true);
                put(stream.substring(first, second), true);
                put(stream.substring(second), true);
                assertEquals(stream, sendAll());
            }
        }
    }

    @Test
    void aCrThatHasLeftAlreadyIsRemembered() {
        put("a\r", true);
        sendAll();
        put("\nb\n", true);

        assertEquals("\nb\r\n", sendAll());
    }

    @Test
    void binaryIsSentAsItIs() {
        String all = "\n\r\n\u0000\u00ff\u0080";
        put(all, false);

        assertEquals(all, sendAll());
    }

    @Test
    void partsOfAStringAreSentInOrderWhateverTheKernelTakes() {
        String string = "abc\ndefgh\n".repeat(20);
        for (int most = 1; most < 50; most++) {
            workspace.mostAtOnce = most;
            for (int from = 0; from < string.length(); from += 7) {
                buffer.put(workspace, string, from, Math.min(from + 7, string.length()), true);
                buffer.writeTo(workspace, 0, Math.min(3, buffer.size()));
            }
            assertEquals(string.replace("\n", "\r\n"), sendAll());
        }
    }

    @Test
    void lineBufferingSendsUpToTheLastLf() {
        put("ab\ncd\nef", false);

        assertEquals(6, due(Buffering.LINE, 4096, 4096));
        buffer.writeTo(workspace, 0, 6);
        assertEquals(0, due(Buffering.LINE, 4096, 4096));
        put("g\n", false);
        assertEquals(4, due(Buffering.LINE, 4096, 4096));
    }

    @Test
    void lineBufferingSendsALongLineWithoutItsEnd() {
        put("ab\ncdefghi", false);

        assertEquals(9, due(Buffering.LINE, 4096, 3));
    }

    @Test
    void fullBufferingSendsWholeUnits() {
        put("abcdefghij", false);

        assertEquals(8, due(Buffering.FULL, 4, 4096));
        assertEquals(0, due(Buffering.FULL, Integer.MAX_VALUE, 4096));
    }

    @Test
    void noBufferingSendsEverything() {
        put("abc", false);

        assertEquals(3, due(Buffering.NONE, 4096, 4096));
    }
}
