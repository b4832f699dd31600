package org.cqueues.benchmarks;

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

/** One turn of a coroutine that lets the others run: a suspend and a resume, among a hundred. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SwitchBenchmark {
    private static final int COROUTINES = 100;
    private static final int TURNS = 1_000;

    private Ours ours;
    private Controller loop;

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
    @OperationsPerInvocation(COROUTINES * TURNS)
    public void cqueues() {
        for (int i = 0; i < COROUTINES; i++) {
            loop.wrap(() -> {
                for (int turn = 0; turn < TURNS; turn++) {
                    ours.controllers().poll();
                }
            });
        }
        loop.loop();
    }

    @Benchmark
    @OperationsPerInvocation(COROUTINES * TURNS)
    public void virtualThreads() throws InterruptedException {
        Runnable[] tasks = new Runnable[COROUTINES];
        for (int i = 0; i < COROUTINES; i++) {
            tasks[i] = () -> {
                for (int turn = 0; turn < TURNS; turn++) {
                    Thread.yield();
                }
            };
        }
        VirtualThreads.runAll(tasks);
    }
}
