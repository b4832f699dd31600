package org.cqueues.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Two connected stream sockets of a kernel under test. */
public final class Pair implements AutoCloseable {
    private final Kernel kernel;
    private final int[] fds = new int[2];
    private boolean nearOpen = true;
    private boolean farOpen = true;

    /** Opens a pair. */
    public Pair(Kernel kernel) {
        this.kernel = kernel;
        assertEquals(0, kernel.syscalls().socketpair(SocketCalls.Type.STREAM, fds));
    }

    /** {@return the end that a test watches} */
    public int near() {
        return fds[0];
    }

    /** {@return the end that a test acts with} */
    public int far() {
        return fds[1];
    }

    /** Makes the near end readable. */
    public void writeFar() {
        assertEquals(1, transfer(true, fds[1], 1));
    }

    /** Takes one byte from the near end. */
    public void readNear() {
        assertEquals(1, transfer(false, fds[0], 1));
    }

    /** Writes to the near end until it takes no more. */
    public void fillNear() {
        long written;
        do {
            written = transfer(true, fds[0], Workspace.BLOCK_SIZE);
        } while (written > 0);
        assertEquals(-kernel.errno().code("EAGAIN"), written);
    }

    private long transfer(boolean write, int fd, int length) {
        try (Workspace workspace = kernel.openWorkspace()) {
            Block block = workspace.acquire(length);
            long result = write
                    ? workspace.syscalls().write(fd, block.address(), length)
                    : workspace.syscalls().read(fd, block.address(), length);
            workspace.release(block);
            return result;
        }
    }

    /** Closes the near end. */
    public void closeNear() {
        if (nearOpen) {
            nearOpen = false;
            kernel.syscalls().close(fds[0]);
        }
    }

    /** Closes the far end. */
    public void closeFar() {
        if (farOpen) {
            farOpen = false;
            kernel.syscalls().close(fds[1]);
        }
    }

    @Override
    public void close() {
        closeNear();
        closeFar();
    }
}
