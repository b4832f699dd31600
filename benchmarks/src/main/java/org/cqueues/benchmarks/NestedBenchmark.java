package org.cqueues.benchmarks;

import java.util.concurrent.TimeUnit;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Controller;
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

/** An event from the outermost controller to a coroutine of the innermost, and the answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NestedBenchmark {
    private static final int ROUNDS = 2_000;

    /** Controllers, each but the first looped by a coroutine of the one before. */
    @Param({"1", "10", "100"})
    public int depth;

    private Ours ours;
    private Controller[] controllers;
    private Condition there;
    private Condition back;

    @Setup
    public void open() {
        ours = Ours.open();
        there = ours.conditions().create();
        back = ours.conditions().create();
        controllers = new Controller[depth];
        for (int i = 0; i < depth; i++) {
            controllers[i] = ours.controllers().create();
        }
    }

    @TearDown
    public void close() {
        ours.close();
    }

    /** The outermost coroutine comes first, so that it waits when the innermost gives its first signal. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void cqueues() {
        controllers[0].wrap(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                back.await();
                there.signal();
            }
        });
        for (int i = 1; i < depth; i++) {
            Controller inner = controllers[i];
            controllers[i - 1].wrap(() -> inner.loop());
        }
        controllers[depth - 1].wrap(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                back.signal();
                there.await();
            }
        });
        controllers[0].loop();
    }
}
