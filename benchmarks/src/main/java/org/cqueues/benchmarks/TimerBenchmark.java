package org.cqueues.benchmarks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Timers of coroutines while very many others are asleep. The process ends without waking the sleepers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerBenchmark {
    static final int ROUNDS = 1_000;

    /** Sleepers. */
    @Param("1000000")
    public int live;

    private Ours ours;
    private Controller loop;
    private Condition event;

    @Setup
    public void fallAsleep() {
        ours = Ours.open();
        loop = ours.controllers().create();
        event = ours.conditions().create();
        for (int i = 0; i < live; i++) {
            loop.wrap(() -> ours.controllers().sleep(farAway()));
        }
        loop.step(Duration.ZERO);
        System.gc(); // or the first collections would copy a million sleepers while the time is taken
    }

    /** Arm and fire: a sleep so short that it is over when it is looked at. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void fire() {
        Duration instant = Duration.ofNanos(1);
        runToEnd(loop.wrap(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                ours.controllers().sleep(instant);
            }
        }));
    }

    /** Arm and cancel: a wait with a timeout that another coroutine ends before its time; two switches included. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void armAndCancel() {
        Duration far = farAway();
        Coroutine waiting = loop.wrap(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                event.await(far);
            }
        });
        loop.wrap(() -> {
            while (waiting.state() != Coroutine.State.ENDED) {
                event.signal();
                ours.controllers().poll();
            }
        });
        runToEnd(waiting);
    }

    private void runToEnd(Coroutine coroutine) {
        while (coroutine.state() != Coroutine.State.ENDED) {
            loop.step();
        }
    }

    static Duration farAway() {
        return Duration.ofNanos(
                ThreadLocalRandom.current().nextLong(TimeUnit.HOURS.toNanos(1), TimeUnit.HOURS.toNanos(2)));
    }
}
