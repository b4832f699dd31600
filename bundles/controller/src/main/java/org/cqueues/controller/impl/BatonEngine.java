package org.cqueues.controller.impl;

import java.util.concurrent.locks.LockSupport;

/**
 * Coroutines as ordinary threads, each of which runs only while it holds the baton. Works on every JDK; a blocking call of the JDK inside a coroutine
 * keeps the baton, and with it the controller.
 */
final class BatonEngine implements Engine {
    @Override
    public String name() {
        return "baton";
    }

    @Override
    public boolean needsPlatformThread() {
        return false;
    }

    @Override
    public Strand start(CoroutineTask task) {
        return new BatonStrand(task);
    }

    private static final class BatonStrand extends Strand {
        /** Enough for deep library code; the memory is only used as far as the stack grows. */
        private static final long STACK_BYTES = 512 * 1024;

        private final CoroutineTask task;
        private final Thread thread;
        private Thread lender;
        private boolean started;

        /** Who may run: the coroutine while true, whoever steps while false. Everything else here is written by the one who may run. */
        private volatile boolean lent;

        BatonStrand(CoroutineTask task) {
            this.task = task;
            this.thread = new Thread(
                    null, this::begin, task.name().isEmpty() ? "cqueues-coroutine" : task.name(), STACK_BYTES, false);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(task);
        }

        private void begin() {
            try {
                task.run();
            } finally {
                giveBack();
            }
        }

        private void giveBack() {
            Thread next = lender;
            lent = false;
            LockSupport.unpark(next);
        }

        @Override
        Thread thread() {
            return thread;
        }

        @Override
        void run() {
            lender = Thread.currentThread();
            lent = true;
            if (started) {
                LockSupport.unpark(thread);
            } else {
                begin(thread);
            }
            awaitBaton(false);
        }

        /** A thread that the system refuses to make ends the coroutine with that error, not the whole step. */
        private void begin(Thread first) {
            started = true;
            try {
                first.start();
            } catch (OutOfMemoryError e) {
                lent = false;
                task.fail(e);
            }
        }

        @Override
        void suspend() {
            giveBack();
            awaitBaton(true);
        }

        @Override
        void yield() {
            task.submit();
            suspend();
        }

        @Override
        void resumable() {
            task.submit();
        }

        /** An interrupt ends a park at once, every time: it is put aside and restored at the end. */
        private void awaitBaton(boolean state) {
            boolean interrupted = false;
            while (lent != state) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
