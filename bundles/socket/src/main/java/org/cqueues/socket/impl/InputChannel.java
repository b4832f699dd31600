package org.cqueues.socket.impl;

import java.io.IOException;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Outcome;
import org.cqueues.controller.Waiter;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.Workspace;
import org.cqueues.socket.Format;

/** Worker: what is read from a connection. Its state is guarded by the descriptor's reading gate. */
final class InputChannel {
    /** How much of what the kernel still holds is saved when writing fails, in bytes. */
    private static final int SALVAGE_LIMIT = 1 << 20;

    private final SocketContext context;
    private final Connection connection;
    private final Descriptor descriptor;
    private final InputBuffer buffer = new InputBuffer();
    private volatile Waiter waiter; // made by the first wait
    private boolean drained; // the kernel had no more: the next read waits first
    private volatile boolean eof; // the peer has ended its output
    private volatile boolean shut; // we have ended our input
    private volatile int error; // errno that ended the input

    InputChannel(SocketContext context, Connection connection, Descriptor descriptor) {
        this.context = context;
        this.connection = connection;
        this.descriptor = descriptor;
    }

    int pending() {
        return buffer.size();
    }

    boolean isEof() {
        return eof;
    }

    boolean isOver() {
        return eof || shut || error != 0;
    }

    String read(Format format, long deadline) throws IOException {
        boolean waited = descriptor.reading.lock(context, deadline);
        try {
            descriptor.requireOpen(waited);
            Controllers controllers = context.controllers();
            boolean keep = format == Format.LINE_KEEP;
            while (true) {
                Settings settings = connection.settings();
                boolean over = isOver();
                String line =
                        buffer.line(controllers.workspace(), settings.input().text(), keep, settings.inputLine(), over);
                if (line != null) {
                    return line;
                }
                if (over) {
                    return end();
                }
                fill(settings, deadline);
            }
        } finally {
            descriptor.reading.unlock();
        }
    }

    private String end() throws ErrnoException {
        if (error != 0) {
            throw context.failure(error, "read", connection.subject());
        }
        return null;
    }

    /**
     * Receives once; after a short read only when the kernel has more. A wait that times out looks once more, so that a timeout of 0 finds what is
     * there.
     */
    private void fill(Settings settings, long deadline) throws IOException {
        Outcome outcome = drained ? await(deadline) : Outcome.READY;
        int fd = descriptor.fd();
        if (fd < 0) { // given back while this waited, by the writer, who has told why
            return;
        }
        long count = buffer.fill(context.controllers().workspace(), fd, settings.inputSize());
        drained = buffer.hasRoom();
        if (count == -context.again) {
            SocketContext.requireInTime(outcome, "read", connection.subject());
        } else if (count == 0) {
            eof = true;
            connection.releaseIfOver(descriptor.reading);
        } else if (count < 0) {
            throw failure((int) -count);
        }
    }

    private Outcome await(long deadline) throws IOException {
        boolean blocked = connection.output().autoflush();
        Readiness interest = blocked ? Readiness.READ_WRITE : Readiness.READ;
        return descriptor.await(descriptor.reading, waiter(), interest, deadline, "read");
    }

    /** {@return the wait of this side, of a listener too. Inside the reading gate} */
    Waiter waiter() {
        Waiter made = waiter;
        if (made == null) {
            made = context.controllers().waiter(descriptor.fd());
            waiter = made;
        }
        return made;
    }

    private ErrnoException failure(int code) {
        if (!context.isShortage(code)) {
            error = code;
            connection.output().fail(code);
            descriptor.release(descriptor.reading);
        }
        return context.failure(code, "read", connection.subject());
    }

    /**
     * Saves what the kernel still holds of a connection that is lost, so that the peer's last words can be read. Inside the writing gate.
     *
     * @param code errno of the loss
     * @return whether it did; otherwise a reader is inside, who will find both
     */
    boolean salvage(int code) {
        if (!descriptor.reading.tryLock()) {
            return false;
        }
        try {
            Workspace workspace = context.controllers().workspace();
            while (!isOver() && buffer.size() < SALVAGE_LIMIT) {
                long count = buffer.fill(workspace, descriptor.fd(), Workspace.BLOCK_SIZE);
                if (count == 0) {
                    eof = true;
                } else if (count < 0) {
                    error = code;
                }
            }
            if (!isOver()) {
                error = code;
            }
            return true;
        } finally {
            descriptor.reading.unlock();
        }
    }

    /** Ends the input, without waiting for who reads: the kernel wakes it. */
    void shutdown() throws IOException {
        boolean parked = descriptor.reading.borrow();
        int result = 0;
        try {
            descriptor.requireOpen(false);
            if (descriptor.fd() >= 0) {
                result = context.syscalls().shutdown(descriptor.fd(), Readiness.READ);
                shut = true;
            }
        } finally {
            descriptor.reading.giveBack(parked);
        }
        connection.releaseIfOver(null);
        if (result < 0 && result != -context.notConnected) {
            throw context.failure(-result, "shutdown", connection.subject());
        }
    }

    /** The descriptor is about to be closed, while this side is not using it but may be about to wait. */
    void closeWaiter() {
        Waiter made = waiter;
        if (made != null) {
            made.close();
        }
    }

    void discard() {
        if (descriptor.reading.tryLock()) {
            buffer.drop();
            descriptor.reading.unlock();
        }
    }
}
