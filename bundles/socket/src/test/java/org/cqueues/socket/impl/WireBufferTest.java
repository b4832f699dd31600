package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireBufferTest {
    private final ScriptedWorkspace workspace = new ScriptedWorkspace(8);
    private final WireBuffer wire = new WireBuffer();

    /** A record of TLS with a fragment of so many bytes. */
    private static String record(int length) {
        return "\u0017\u0003\u0003" + (char) (length >> 8) + (char) (length & 0xFF) + "x".repeat(length);
    }

    private void receive(String bytes) {
        workspace.arrive(bytes);
        while (workspace.isArriving()) {
            wire.fill(workspace, 0, 64);
        }
    }

    private void take(int count) {
        ByteBuffer content = wire.content();
        content.position(content.position() + count);
        wire.taken(workspace);
    }

    @Test
    void aRecordIsThereOnceItsLastByteIs() {
        String record = record(20);
        for (int i = 0; i < record.length(); i++) {
            assertFalse(wire.hasRecord(), "after " + i);
            receive(record.substring(i, i + 1));
            wire.shrink(workspace);
        }
        assertTrue(wire.hasRecord());
        assertEquals(25, wire.recordLength());
        assertEquals(0x17, wire.type());
    }

    @Test
    void severalRecordsAreTakenOneByOne() {
        receive(record(3) + record(300) + record(0) + "\u0017");
        for (int length : new int[] {8, 305, 5}) {
            assertTrue(wire.hasRecord());
            assertEquals(length, wire.recordLength());
            take(length);
        }
        assertFalse(wire.hasRecord());
        assertEquals(1, wire.size());
    }

    @Test
    void whatIsNoRecordIsLeftToTlsToRefuse() {
        receive("GET / HTTP/1.0\r\n");

        assertTrue(wire.hasRecord());
        assertEquals(16, wire.recordLength());
    }

    @Test
    void aLengthThatNoRecordHasIsLeftToTlsToRefuse() {
        receive("\u0017\u0003\u0003\u00ff\u00ff");

        assertTrue(wire.hasRecord());
    }

    @Test
    void anEmptyBufferHoldsNoBlock() {
        receive(record(30));
        assertEquals(1, workspace.out);
        take(35);

        assertEquals(0, workspace.out);
    }

    @Test
    void halfARecordHoldsNoBlockWhileItWaits() {
        receive(record(30).substring(0, 20));
        wire.shrink(workspace);
        assertEquals(0, workspace.out);
        receive(record(30).substring(20));

        assertTrue(wire.hasRecord());
        take(35);
        assertEquals(0, workspace.out);
    }

    @Test
    void whatTheSystemTakesInPartsLeavesInOrder() {
        workspace.mostAtOnce = 7;
        wire.room(workspace, 30).put("all of it, in order".getBytes(StandardCharsets.US_ASCII));
        wire.added(workspace);
        while (wire.size() > 0) {
            wire.drain(workspace, 0);
        }

        assertEquals("all of it, in order", workspace.sent.toString());
        assertEquals(0, workspace.out);
    }
}
