package org.cqueues.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;

/** The JDK's virtual threads, which Java 17 bytecode can only reach by name. Absent before JDK 21. */
final class VirtualThreads {
    private static final MethodHandle START = find();

    private VirtualThreads() {}

    static boolean present() {
        return START != null;
    }

    static Thread start(Runnable task) {
        try {
            return (Thread) START.invokeExact(task);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot start a virtual thread", e);
        }
    }

    /**
     * Runs tasks, each on a virtual thread of its own, and waits for all of them. A virtual thread starts them, so that all are in one queue of the
     * scheduler and take turns: what another thread starts waits in a queue that a yielding virtual thread can keep from being looked at.
     */
    static void runAll(Runnable... tasks) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(tasks.length);
        start(() -> {
            for (Runnable task : tasks) {
                start(() -> {
                    task.run();
                    ended.countDown();
                });
            }
        });
        ended.await();
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
