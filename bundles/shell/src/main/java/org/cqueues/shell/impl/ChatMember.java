package org.cqueues.shell.impl;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.cqueues.condition.Condition;
import org.cqueues.socket.Socket;

/** Worker: one client of a chat, with the lines that it is yet to get. Whoever runs on the chat's controller may send; a coroutine of its own delivers. */
final class ChatMember {
    /** Lines from which on senders wait for this one. */
    private static final int MANY = 64;

    /** Lines that are never exceeded: one for each sender that is waiting, and news that nobody waits for. */
    private static final int MOST = 4 * MANY;

    private final Socket client;
    private final Queue<String> lines = new ArrayDeque<>();
    private final Condition changed; // signalled when there is a line or the end, and when there is room again
    private boolean leaving;

    ChatMember(Socket client, Condition changed) {
        this.client = client;
        this.changed = changed;
    }

    /** Queues a line; a client that is far behind is dropped. Never waits. */
    void send(String line) {
        if (lines.size() == MOST) {
            drop();
        } else {
            lines.add(line + "\n");
            changed.signal();
        }
    }

    /**
     * Waits until not many lines are queued, which is how a sender is slowed down to what its listeners can take.
     *
     * @param patience longest wait, after which the client is dropped: one that does not read must not stop the others
     */
    void awaitRoom(Duration patience) {
        long begin = System.nanoTime();
        while (lines.size() >= MANY) {
            Duration left = patience.minusNanos(System.nanoTime() - begin);
            if (left.isNegative() || !changed.await(left)) {
                drop();
            }
        }
    }

    /** Writes the lines as they come, until {@link #leave}; then closes the connection. */
    void deliver(Duration patience) {
        try (client) {
            while (!leaving || !lines.isEmpty()) {
                if (lines.isEmpty()) {
                    client.flush("n", patience);
                    awaitLine();
                } else {
                    client.xwrite(lines.remove(), patience);
                    changed.signal();
                }
            }
            client.flush("n", patience);
            client.shutdown("w");
        } catch (IOException e) {
            return; // a client that breaks its connection, or does not read, is no concern of the others
        } finally {
            lines.clear();
            changed.signal();
        }
    }

    /** A flush may have taken a while, and what it was waited for be there already. */
    private void awaitLine() {
        while (lines.isEmpty() && !leaving) {
            changed.await();
        }
    }

    /** Lets it get what is queued, then go. */
    void leave() {
        leaving = true;
        changed.signal();
    }

    /** Ends the connection at once, and with it the coroutines that use it. */
    private void drop() {
        leaving = true;
        lines.clear();
        client.close();
        changed.signal();
    }
}
