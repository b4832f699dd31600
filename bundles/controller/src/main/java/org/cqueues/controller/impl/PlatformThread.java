package org.cqueues.controller.impl;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs things on a platform thread: the caller's own, or a new one where the caller is a virtual thread. */
final class PlatformThread {
    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    private PlatformThread() {}

    static <T> T call(Callable<T> operation) throws Exception {
        if (!VIRTUAL_THREADS || !isVirtual(Thread.currentThread())) {
            return operation.call();
        }
        FutureTask<T> task = new FutureTask<>(operation);
        new Borrowed(task, Thread.currentThread()).start();
        return result(task);
    }

    /** {@return the thread on whose behalf another runs something: the virtual one that has borrowed it, or else itself} */
    static Thread clientOf(Thread thread) {
        return thread instanceof Borrowed borrowed ? borrowed.client : thread;
    }

    private static final class Borrowed extends Thread {
        private final Thread client;

        Borrowed(Runnable task, Thread client) {
            super(task, "cqueues-" + client.getName());
            this.client = client;
            setDaemon(true);
        }
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The method is newer than our bytecode; virtual threads are the only ones in this group. */
    private static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("VirtualThreads");
    }
}
