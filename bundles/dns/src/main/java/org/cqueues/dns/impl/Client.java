package org.cqueues.dns.impl;

import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Worker: one resolver as the connections see it that it may share with others: what it counts, whom it trusts, and whether it is closed. Any thread. */
final class Client {
    private final Tallies tallies;
    private final Supplier<Optional<SSLContext>> trust;
    private volatile boolean closed;

    /**
     * Makes an open one.
     *
     * @param trust where authorities of servers come from as of now; empty for the JDK's
     */
    Client(Tallies tallies, Supplier<Optional<SSLContext>> trust) {
        this.tallies = tallies;
        this.trust = trust;
    }

    Tallies tallies() {
        return tallies;
    }

    /** {@return where authorities of servers come from as of now; empty for the JDK's} */
    Optional<SSLContext> trust() {
        return trust.get();
    }

    void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /** From now on it asks nobody; who waits for it is told by the {@link Streams}. */
    void close() {
        closed = true;
    }
}
