package org.cqueues.controller.impl;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.CoroutineException;
import org.cqueues.controller.MethodTable;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;

/** What the controllers of all users of one bundle share: the kernel, the coroutine engine, interposed methods, and the list of them. Any thread. */
final class ControllerHome {
    private final Kernel kernel;
    private final Engines.Chosen engine;
    private final MethodTable<Controller> methods = new MethodTable<>(ControllerHandle.originals());
    private final Set<Loop> loops = ConcurrentHashMap.newKeySet();

    ControllerHome(Kernel kernel, UnaryOperator<String> settings) {
        this.kernel = kernel;
        this.engine = Engines.choose(settings);
    }

    Kernel kernel() {
        return kernel;
    }

    Engine engine() {
        return engine.engine();
    }

    Choice engineChoice() {
        return engine.choice();
    }

    MethodTable<Controller> methods() {
        return methods;
    }

    long now() {
        return kernel.monotonicNanos();
    }

    ControllerHandle create(Consumer<Controller> onClosed) {
        ControllerHandle handle = new ControllerHandle(this, onClosed);
        loops.add(handle.target());
        return handle;
    }

    void forget(Loop loop) {
        loops.remove(loop);
    }

    CoroutineTask newTask(String name, Body body) {
        return new CoroutineTask(
                engine.engine(), Objects.requireNonNull(name, "name"), Objects.requireNonNull(body, "body"));
    }

    /** Ends every wait for a descriptor, on all controllers. */
    void endWaits(int fd, Outcome outcome) {
        for (Loop loop : loops) {
            loop.own().endWaits(fd, outcome, null);
        }
    }

    /** Waits for the end of a coroutine: as the coroutine that the caller is, or else in a private controller. */
    void join(CoroutineTask task, long timeoutNanos) {
        try {
            inCoroutine(() -> ((CoroutineQueue) task.source()).await(Nanos.deadline(now(), timeoutNanos)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("joining threw a checked exception", e);
        }
    }

    /** Runs an operation that may suspend, outside a coroutine in a private controller. */
    <T> T inCoroutine(Callable<T> operation) throws Exception {
        if (CoroutineTask.current() != null) {
            return operation.call();
        }
        ControllerHandle controller = create(closed -> {});
        controller.target().setPassing();
        try {
            return runAlone(controller.target(), operation);
        } finally {
            Stepping.close(controller.target());
        }
    }

    private <T> T runAlone(Loop loop, Callable<T> operation) throws Exception {
        Result<T> result = new Result<>(operation);
        CoroutineTask task = newTask("", result);
        task.attachOnce();
        loop.attach(task);
        try {
            Stepping.loop(loop, Timer.NEVER);
        } catch (CoroutineException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
        return result.value;
    }

    private static final class Result<T> implements Body {
        private final Callable<T> operation;
        private T value;

        Result(Callable<T> operation) {
            this.operation = operation;
        }

        @Override
        public void run() throws Exception {
            value = operation.call();
        }
    }
}
