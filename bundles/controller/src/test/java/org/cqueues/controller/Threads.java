package org.cqueues.controller;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Other threads, for tests of what they may do. */
final class Threads {
    private Threads() {}

    /** Runs something on a new platform thread. */
    static <T> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
