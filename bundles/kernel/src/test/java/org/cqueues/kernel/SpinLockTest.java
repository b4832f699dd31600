package org.cqueues.kernel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SpinLockTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20_000;

    private final SpinLock lock = new SpinLock();
    private int counter; // guarded by the lock

    @Test
    void oneThreadIsInsideAtATime() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(this::count));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(THREADS * ROUNDS, counter);
    }

    private void count() {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                counter++;
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void theOwnerMayEnterAgainAndKeepsItUntilTheLastUnlock() throws InterruptedException {
        CountDownLatch trying = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        lock.lock();
        lock.lock();
        lock.unlock();
        Thread other = new Thread(() -> {
            trying.countDown();
            lock.lock();
            entered.countDown();
            lock.unlock();
        });
        other.start();
        assertTrue(trying.await(10, SECONDS));
        assertEquals(1, entered.getCount());

        lock.unlock();

        assertTrue(entered.await(10, SECONDS));
        other.join();
    }

    @Test
    void whoDoesNotHaveItCannotGiveItBack() {
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }
}
