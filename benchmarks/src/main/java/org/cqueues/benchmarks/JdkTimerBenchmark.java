package org.cqueues.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The JDK's bare timers, which wake nobody: less than {@link TimerBenchmark} does. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JdkTimerBenchmark {
    private static final int ROUNDS = TimerBenchmark.ROUNDS;

    /** Timers that wait. */
    @Param("1000000")
    public int live;

    private ScheduledThreadPoolExecutor executor;
    private DelayQueue<Timer> queue;

    /** A timer of the {@link DelayQueue}. */
    private record Timer(long deadlineNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(deadlineNanos - ((Timer) other).deadlineNanos, 0);
        }
    }

    @Setup
    public void arm() {
        executor = new ScheduledThreadPoolExecutor(1);
        executor.setRemoveOnCancelPolicy(true);
        queue = new DelayQueue<>();
        for (int i = 0; i < live; i++) {
            long far = TimerBenchmark.farAway().toNanos();
            executor.schedule(() -> {}, far, TimeUnit.NANOSECONDS);
            queue.add(new Timer(System.nanoTime() + far));
        }
        System.gc(); // or the first collections would copy a million sleepers while the time is taken
    }

    @TearDown
    public void disarm() {
        executor.shutdownNow();
    }

    /** Arm and fire: each task schedules the next. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void executorFire() throws InterruptedException {
        CountDownLatch fired = new CountDownLatch(ROUNDS);
        executor.schedule(() -> next(fired), 1, TimeUnit.NANOSECONDS);
        fired.await();
    }

    private void next(CountDownLatch fired) {
        if (fired.getCount() > 1) {
            executor.schedule(() -> next(fired), 1, TimeUnit.NANOSECONDS);
        }
        fired.countDown();
    }

    /** Arm and cancel. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void executorArmAndCancel() {
        for (int i = 0; i < ROUNDS; i++) {
            executor.schedule(() -> {}, 2, TimeUnit.HOURS).cancel(false);
        }
    }

    /** Arm and fire, without a second thread. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void delayQueueFire() throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            queue.add(new Timer(System.nanoTime()));
            queue.take();
        }
    }
}
