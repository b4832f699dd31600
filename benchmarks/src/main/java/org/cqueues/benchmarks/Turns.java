package org.cqueues.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** Two threads that take turns with {@code LockSupport}: the least that the JDK needs for a hand-off. */
final class Turns {
    private final int rounds;
    private volatile int turn;
    private volatile Thread first;
    private volatile Thread second;

    Turns(int rounds) {
        this.rounds = rounds;
    }

    void first() {
        first = Thread.currentThread();
        while (second == null) {
            Thread.yield();
        }
        for (int i = 0; i < rounds; i++) {
            turn = 1;
            LockSupport.unpark(second);
            await(0);
        }
    }

    void second() {
        second = Thread.currentThread();
        while (first == null) {
            Thread.yield();
        }
        for (int i = 0; i < rounds; i++) {
            await(1);
            turn = 0;
            LockSupport.unpark(first);
        }
    }

    private void await(int mine) {
        while (turn != mine) {
            LockSupport.park(this);
        }
    }
}
