package org.cqueues.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What {@link TimerBenchmark} measures, with virtual threads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualTimerBenchmark {
    private static final int ROUNDS = TimerBenchmark.ROUNDS;

    /** Sleepers. */
    @Param("1000000")
    public int live;

    @Setup
    public void fallAsleep() throws InterruptedException {
        for (int i = 0; i < live; i++) {
            VirtualThreads.start(
                    () -> LockSupport.parkNanos(TimerBenchmark.farAway().toNanos()));
        }
        VirtualThreads.runAll(() -> {});
        System.gc(); // or the first collections would copy a million sleepers while the time is taken
    }

    /** Arm and fire. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void fire() throws InterruptedException {
        VirtualThreads.runAll(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                LockSupport.parkNanos(1);
            }
        });
    }

    /** Arm and cancel: a park with a timeout that another thread ends before its time; two switches included. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void armAndCancel() throws InterruptedException {
        long far = TimeUnit.HOURS.toNanos(1);
        Thread waiting = VirtualThreads.start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                LockSupport.parkNanos(far);
            }
        });
        VirtualThreads.runAll(() -> {
            while (waiting.isAlive()) {
                LockSupport.unpark(waiting);
                Thread.yield();
            }
        });
    }
}
