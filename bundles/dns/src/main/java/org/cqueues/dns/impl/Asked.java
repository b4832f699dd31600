package org.cqueues.dns.impl;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.WaitQueue;
import org.cqueues.kernel.ErrnoException;

/** A question that is under way over a {@link Pipeline}, which guards its state: worker of one coroutine. */
final class Asked {
    final Client client;
    final QueryFormat query;
    final String message;
    final Object party;

    /** How many messages had come before it. */
    final long before;

    /** Opened once this is settled, or leads. */
    final WaitQueue turn;

    /** Opened once this is settled. */
    final WaitQueue news;

    boolean isSent;
    private volatile boolean leads;
    private volatile boolean settled;
    private byte[] answer; // null: a failure
    private IOException failure;

    /**
     * Makes one.
     *
     * @param client who asks
     * @param party who waits together: of these one at a time leads
     */
    Asked(Client client, QueryFormat query, Object party, long before, Controllers controllers) {
        this.client = client;
        this.query = query;
        this.party = party;
        this.before = before;
        message = MessageStream.framed(query.wire());
        turn = controllers.waitQueue(false);
        news = controllers.waitQueue(false);
    }

    boolean leads() {
        return leads;
    }

    void lead() {
        leads = true;
        turn.open();
    }

    boolean isSettled() {
        return settled;
    }

    void answer(byte[] packet) {
        answer = packet;
        settle();
    }

    void fail(IOException cause) {
        failure = cause;
        settle();
    }

    private void settle() {
        settled = true;
        turn.open();
        news.open();
    }

    /** {@return the answer, once this is settled} */
    byte[] told() throws IOException {
        if (failure != null) {
            throw own(failure);
        }
        return answer;
    }

    /** {@return a failure that is told to many, with the trace of who is told; those of which the kind counts as they are} */
    static IOException own(IOException shared) {
        boolean counts = shared instanceof ErrnoException
                || shared instanceof ClosedChannelException
                || shared instanceof GivenUpException;
        return counts ? shared : new IOException(shared.getMessage(), shared);
    }
}
