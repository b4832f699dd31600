package org.cqueues.benchmarks;

/** The JDK's platform threads, for the same work. */
final class PlatformThreads {
    private PlatformThreads() {}

    /** Runs tasks, each on a platform thread of its own, and waits for all of them. */
    static void runAll(Runnable... tasks) throws InterruptedException {
        Thread[] threads = new Thread[tasks.length];
        for (int i = 0; i < tasks.length; i++) {
            threads[i] = new Thread(tasks[i]);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
