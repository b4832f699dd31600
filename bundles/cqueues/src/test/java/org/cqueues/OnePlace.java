package org.cqueues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cqueues.condition.Condition;
import org.cqueues.condition.Promise;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.PollResult;
import org.cqueues.controller.WaitQueue;
import org.cqueues.notify.Notifier;
import org.cqueues.signal.SignalListener;
import org.cqueues.socket.Socket;
import org.cqueues.thread.ThreadStart;

/** One of each kind of thing that can be waited for, none of them ready; within a coroutine. */
final class OnePlace implements AutoCloseable {
    static final int KINDS = 8;

    private static final int CONDITION = 4;
    private static final int WINCH = 28;
    private static final Duration NEVER = Duration.ofDays(1);

    private final Cqueues cq;
    private final Path file;
    private final List<Socket> pair;
    private final SignalListener signal;
    private final SignalListener witness;
    private final ThreadStart thread;
    private final Notifier notifier;
    private final Condition condition;
    private final Promise<String> promise;
    private final Controller child;
    private final WaitQueue childs;
    private Duration timeout = NEVER;

    OnePlace(Cqueues cq, Path dir) throws IOException {
        this.cq = cq;
        file = dir.resolve("file");
        pair = cq.sockets().pair();
        signal = cq.signals().listen(WINCH);
        witness = cq.signals().listen(WINCH);
        thread = cq.threads().start((con, arguments) -> con.read());
        notifier = cq.notifiers().opendir(dir.toString()).add("file");
        condition = cq.conditions().create();
        promise = cq.conditions().promise();
        child = cq.controllers().create();
        childs = cq.controllers().waitQueue(false);
        child.wrap(() -> cq.controllers().poll(childs));
        child.step(Duration.ZERO);
    }

    /** Makes two of them ready, or one, and finds just those in one poll. */
    void assertReady(int first, int second) throws IOException {
        if (first == CONDITION || second == CONDITION) {
            assertReadyWhileWaiting(first == CONDITION ? second : first);
            return;
        }
        makeReady(first);
        makeReady(second);
        assertEquals(new TreeSet<>(List.of(first, second)), poll());
    }

    /** A condition has no memory: it is signalled while somebody waits, and the other one with it. */
    private void assertReadyWhileWaiting(int other) throws IOException {
        Coroutine signaller = cq.controllers().running().orElseThrow().wrap(() -> {
            condition.signal();
            makeReady(other);
        });
        Set<Integer> seen = new TreeSet<>(poll());
        assertTrue(seen.contains(CONDITION), seen.toString());
        signaller.join();
        if (other != CONDITION) {
            seen.addAll(poll());
        }
        assertEquals(new TreeSet<>(List.of(CONDITION, other)), seen);
    }

    private void makeReady(int kind) throws IOException {
        switch (kind) {
            case 0 -> pair.get(1).write("x\n").flush();
            case 1 -> {
                if (witness.await(Duration.ZERO).isEmpty()) {
                    cq.signals().raise(WINCH);
                    witness.await(); // which is handed it last
                }
            }
            case 2 -> {
                thread.socket().close();
                thread.thread().join();
            }
            case 3 -> Files.writeString(file, "x");
            case CONDITION -> {} // signalled
            case 5 -> {
                if (promise.status() == Promise.Status.PENDING) {
                    promise.fulfil("x");
                }
            }
            case 6 -> childs.open();
            default -> timeout = Duration.ZERO;
        }
    }

    /** Polls all of them. {@return which are ready} */
    private Set<Integer> poll() {
        Object[] all = {
            pair.get(0), signal, thread.thread(), notifier, condition, promise, child, timeout,
        };
        PollResult result = cq.controllers().poll(all);
        Set<Integer> ready = new TreeSet<>();
        for (int kind = 0; kind < KINDS; kind++) {
            if (result.contains(all[kind])) {
                ready.add(kind);
            }
        }
        return ready;
    }

    @Override
    public void close() throws IOException {
        child.close();
        notifier.close();
        signal.close();
        witness.close();
        pair.forEach(Socket::close);
        thread.socket().close();
        thread.thread().join();
        Files.deleteIfExists(file);
    }
}
