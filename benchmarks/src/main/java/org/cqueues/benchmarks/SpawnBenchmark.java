package org.cqueues.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.cqueues.controller.Controller;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The whole life of a coroutine that does next to nothing: wrap, run, end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SpawnBenchmark {
    private static final int COROUTINES = 1_000;

    private Ours ours;
    private Controller loop;
    private int ran;

    @Setup
    public void open() {
        ours = Ours.open();
        loop = ours.controllers().create();
    }

    @TearDown
    public void close() {
        ours.close();
    }

    @Benchmark
    @OperationsPerInvocation(COROUTINES)
    public int cqueues() {
        for (int i = 0; i < COROUTINES; i++) {
            loop.wrap(() -> ran++);
        }
        loop.loop();
        return ran;
    }

    @Benchmark
    @OperationsPerInvocation(COROUTINES)
    public int virtualThreads() throws InterruptedException {
        VirtualThreads.runAll(tasks());
        return ran;
    }

    @Benchmark
    @OperationsPerInvocation(COROUTINES)
    public int platformThreads() throws InterruptedException {
        PlatformThreads.runAll(tasks());
        return ran;
    }

    private Runnable[] tasks() {
        Runnable[] tasks = new Runnable[COROUTINES];
        Arrays.fill(tasks, (Runnable) () -> ran++);
        return tasks;
    }
}
