package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SocketCalls.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What sockets make of failures that the real system seldom has. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class FaultTest {
    private final FaultyKernel faults = new FaultyKernel(Kernel.open());
    private final World world = new World(faults.kernel());

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLackOfDescriptorsDoesNotEndTheLoopOverClients() throws Exception {
        faults.fail("accept", "EMFILE", "ENFILE", "ECONNABORTED", "ENOBUFS");
        Socket listener = world.listener();
        world.run(
                () -> {
                    for (Socket client : listener.clients()) {
                        client.write("hello\n");
                        client.shutdown("w");
                        listener.close();
                    }
                },
                () -> assertEquals("hello", world.clientOf(listener).read()));

        assertTrue(faults.isSpent());
    }

    @Test
    void aListenerThatLacksDescriptorsCanBeClosed() throws Exception {
        faults.fail(
                "accept", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE",
                "EMFILE");
        Socket listener = world.listener();
        world.run(() -> listener.clients().forEach(client -> {}), () -> {
            world.settle();
            listener.close();
        });
    }

    @Test
    void aLackOfDescriptorsIsToldByAccept() throws Exception {
        faults.fail("accept", "ECONNABORTED", "EMFILE");
        ErrnoException e =
                assertThrows(ErrnoException.class, () -> world.listener().accept());

        assertEquals("EMFILE accept", e.name() + " " + e.call());
    }

    /** accept(2): "you should treat them like EAGAIN by retrying". */
    @Test
    void errorsOfTheNetworkAreOfOneClientOnly() throws Exception {
        faults.fail(
                "accept",
                "ENETDOWN",
                "EPROTO",
                "ENOPROTOOPT",
                "EHOSTDOWN",
                "ENONET",
                "EHOSTUNREACH",
                "EOPNOTSUPP",
                "ENETUNREACH",
                "ECONNABORTED");
        Socket listener = world.listener();
        world.run(() -> {
            Socket client = world.clientOf(listener).connect();
            assertEquals(client.localname(), listener.accept().peername());
        });

        assertTrue(faults.isSpent());
    }

    @Test
    void whoReceivesDatagramsDoesNotAccept() {
        Socket datagrams = world.sockets.listen(SocketOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .type(Type.DGRAM)
                .build());

        assertEquals(
                "EOPNOTSUPP",
                assertThrows(ErrnoException.class, datagrams::accept).name());
    }

    @Test
    void aLackOfMemoryDoesNotEndAConnection() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            pair[0].write("one\n");
            faults.fail("read", "ENOMEM");
            faults.fail("write", "ENOBUFS");
            assertEquals(
                    "ENOMEM", assertThrows(ErrnoException.class, pair[1]::read).name());
            assertEquals("one", pair[1].read());
            assertEquals(
                    "ENOBUFS",
                    assertThrows(ErrnoException.class, () -> pair[1].write("two\n"))
                            .name());
            pair[1].flush();
            assertEquals("two", pair[0].read());
        });
    }

    @Test
    void aBrokenConnectionIsGivenBack() throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            long before = World.openSockets();
            faults.fail("write", "EPIPE");
            assertEquals(
                    "EPIPE",
                    assertThrows(ErrnoException.class, () -> pair[0].write("x\n"))
                            .name());
            assertTrue(pair[0].eof("w"));
            assertEquals(before - 1, World.openSockets());
        });
    }
}
