package org.cqueues.kernel.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;
import org.junit.jupiter.api.Test;

class SimulatedKernelTest {
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final Syscalls calls = kernel.syscalls();

    private int errno(String name) {
        return -kernel.errno().code(name);
    }

    @Test
    void waitingMovesTheClockToItsEnd() throws ErrnoException {
        try (Poller poller = kernel.openPoller()) {
            assertEquals(0, poller.poll(5_000_000_000L, (fd, ready) -> {}));
            assertEquals(5_000_000_000L, kernel.monotonicNanos());
            kernel.advance(1);
            assertEquals(5_000_000_001L, kernel.monotonicNanos());
        }
        kernel.assertNothingOpen();
    }

    @Test
    void waitingForNothingWithoutEndIsAnError() throws ErrnoException {
        try (Poller poller = kernel.openPoller()) {
            AssertionError error =
                    assertThrows(AssertionError.class, () -> poller.poll(Long.MAX_VALUE, (fd, ready) -> {}));
            assertEquals("would wait for ever", error.getMessage());
        }
    }

    @Test
    void closingWhatIsWatchedIsAnError() throws ErrnoException {
        try (Poller poller = kernel.openPoller()) {
            int fd = kernel.create();
            poller.watch(fd, Readiness.READ);
            assertThrows(AssertionError.class, () -> calls.close(fd));
        }
    }

    @Test
    void readinessIsWhatTheTestSays() throws ErrnoException {
        try (Poller poller = kernel.openPoller()) {
            int fd = kernel.create();
            poller.watch(fd, Readiness.READ_WRITE);
            assertEquals(0, poller.poll(0, (ready, what) -> {}));
            kernel.ready(fd, Readiness.WRITE);

            assertEquals(1, poller.poll(0, (ready, what) -> assertEquals(Readiness.WRITE, what)));
            assertEquals(2, kernel.calls("poll"));
            assertEquals(1, kernel.calls("watch that changes"));
        }
    }

    @Test
    void leakIsTold() {
        kernel.create();

        assertThrows(AssertionError.class, kernel::assertNothingOpen);
    }

    @Test
    void scriptedFaultsComeInOrderAndThenTheData() {
        int[] fds = kernel.pair();
        try (Workspace workspace = kernel.openWorkspace()) {
            Block block = workspace.acquire(0);
            block.bytes().put(0, new byte[] {1, 2, 3});
            kernel.nextWrite(fds[0], 2);
            assertEquals(2, calls.write(fds[0], block.address(), 3));
            kernel.nextRead(fds[1], errno("ECONNRESET"));
            kernel.nextRead(fds[1], 1);
            assertEquals(errno("ECONNRESET"), calls.read(fds[1], block.address(), 3));
            assertEquals(1, calls.read(fds[1], block.address() + 10, 3));
            assertEquals(1, calls.read(fds[1], block.address() + 11, 3));

            assertEquals(1, block.bytes().get(10));
            assertEquals(2, block.bytes().get(11));
            assertEquals(1, kernel.blocksInUse());
            workspace.release(block);
        }
        kernel.close(fds[0]);
        kernel.close(fds[1]);
        kernel.assertNothingOpen();
    }

    @Test
    void addressOutsideABlockIsAnError() {
        int[] fds = kernel.pair();
        try (Workspace workspace = kernel.openWorkspace()) {
            Block block = workspace.acquire(0);
            long end = block.address() + block.bytes().capacity();
            assertThrows(AssertionError.class, () -> calls.write(fds[0], end, 1));
        }
    }

    @Test
    void connectionIsAcceptedUnderItsNames() throws ErrnoException {
        SocketName any = SocketName.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int listener = calls.socket(Family.INET, Type.STREAM);
        assertEquals(0, calls.bind(listener, any));
        assertEquals(0, calls.listen(listener, 1));
        SocketName name = calls.getsockname(listener);
        int client = calls.socket(Family.INET, Type.STREAM);
        assertEquals(errno("EAGAIN"), calls.accept(listener));
        assertEquals(errno("EINPROGRESS"), calls.connect(client, name));
        int server = calls.accept(listener);

        assertTrue(server > 0);
        assertEquals(0, calls.getsockopt(client, Option.SO_ERROR));
        assertEquals(name, calls.getpeername(client));
        assertEquals(calls.getsockname(client), calls.getpeername(server));
    }

    @Test
    void connectionToNobodyIsRefusedLater() {
        int client = calls.socket(Family.INET, Type.STREAM);

        assertEquals(
                errno("EINPROGRESS"),
                calls.connect(client, SocketName.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9))));
        assertEquals(-errno("ECONNREFUSED"), calls.getsockopt(client, Option.SO_ERROR));
    }

    @Test
    void descriptorLimitIsTold() {
        kernel.descriptorLimit(1);

        assertEquals(errno("EMFILE"), calls.socketpair(Type.STREAM, new int[2]));
        assertEquals(0, kernel.openDescriptors());
    }
}
