package org.cqueues.benchmarks;

import java.util.concurrent.Exchanger;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.cqueues.condition.Condition;
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

/** There and back between two coroutines: each waits until the other has woken it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOffBenchmark {
    private static final int ROUNDS = 10_000;

    private Ours ours;
    private Controller loop;
    private Condition there;
    private Condition back;

    @Setup
    public void open() {
        ours = Ours.open();
        loop = ours.controllers().create();
        there = ours.conditions().create();
        back = ours.conditions().create();
    }

    @TearDown
    public void close() {
        ours.close();
    }

    /** The answering coroutine comes first, so that it waits when the first signal is given. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void cqueues() {
        loop.wrap(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                there.await();
                back.signal();
            }
        });
        loop.wrap(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                there.signal();
                back.await();
            }
        });
        loop.loop();
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void virtualPark() throws InterruptedException {
        Turns turns = new Turns(ROUNDS);
        VirtualThreads.runAll(turns::first, turns::second);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void platformPark() throws InterruptedException {
        Turns turns = new Turns(ROUNDS);
        PlatformThreads.runAll(turns::first, turns::second);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void virtualSynchronousQueue() throws InterruptedException {
        VirtualThreads.runAll(throughQueues());
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void platformSynchronousQueue() throws InterruptedException {
        PlatformThreads.runAll(throughQueues());
    }

    /** One exchange passes a value each way. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void virtualExchanger() throws InterruptedException {
        Exchanger<Integer> exchanger = new Exchanger<>();
        Runnable side = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                Uninterrupted.run(() -> exchanger.exchange(1));
            }
        };
        VirtualThreads.runAll(side, side);
    }

    private static Runnable[] throughQueues() {
        SynchronousQueue<Integer> there = new SynchronousQueue<>();
        SynchronousQueue<Integer> back = new SynchronousQueue<>();
        Runnable first = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                Uninterrupted.run(() -> {
                    there.put(1);
                    return back.take();
                });
            }
        };
        Runnable second = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                Uninterrupted.run(() -> {
                    Integer value = there.take();
                    back.put(value);
                    return value;
                });
            }
        };
        return new Runnable[] {first, second};
    }
}
