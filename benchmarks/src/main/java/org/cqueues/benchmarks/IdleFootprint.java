package org.cqueues.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.cqueues.controller.Controller;

/**
 * Prints the bytes of Java heap that one idle coroutine keeps: {@code IdleFootprint [cqueues|virtual] [count]}. As many have come and gone before, several
 * times over: a suspended coroutine keeps its stack, and the frames of compiled code are the smaller ones.
 */
public final class IdleFootprint {
    private static final int WARM_UPS = 5;
    private static final Duration SHORT = Duration.ofNanos(1);

    private IdleFootprint() {}

    /**
     * Makes sleepers and measures them.
     *
     * @param args what to measure, and how many
     */
    public static void main(String[] args) throws InterruptedException {
        String kind = args.length > 0 ? args[0] : "cqueues";
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        double bytes = kind.equals("virtual") ? virtualThreads(count) : cqueues(count);
        System.out.printf("%.0f%n", bytes);
        Runtime.getRuntime().halt(0);
    }

    private static double cqueues(int count) {
        Ours ours = Ours.open();
        Controller loop = ours.controllers().create();
        for (int i = 0; i < WARM_UPS; i++) {
            wrapSleepers(ours, loop, count, SHORT);
            loop.loop();
        }
        long before = usedAfterCollection();
        wrapSleepers(ours, loop, count, TimerBenchmark.farAway());
        loop.step(Duration.ZERO);
        double bytes = (double) (usedAfterCollection() - before) / count;
        if (loop.count() != count) {
            throw new IllegalStateException("expected " + count + " sleepers, have " + loop.count());
        }
        return bytes;
    }

    private static void wrapSleepers(Ours ours, Controller loop, int count, Duration time) {
        for (int i = 0; i < count; i++) {
            loop.wrap(() -> ours.controllers().sleep(time));
        }
    }

    /** The threads are kept reachable, as a controller keeps its coroutines. */
    private static double virtualThreads(int count) throws InterruptedException {
        Thread[] sleepers = new Thread[count];
        for (int i = 0; i < WARM_UPS; i++) {
            startSleepers(sleepers, SHORT.toNanos());
            for (Thread sleeper : sleepers) {
                sleeper.join();
            }
        }
        long before = usedAfterCollection();
        startSleepers(sleepers, TimerBenchmark.farAway().toNanos());
        VirtualThreads.runAll(() -> {});
        double bytes = (double) (usedAfterCollection() - before) / count;
        if (!sleepers[count - 1].isAlive()) {
            throw new IllegalStateException("the last sleeper is awake");
        }
        return bytes;
    }

    private static void startSleepers(Thread[] sleepers, long nanos) {
        for (int i = 0; i < sleepers.length; i++) {
            sleepers[i] = VirtualThreads.start(() -> LockSupport.parkNanos(nanos));
        }
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
