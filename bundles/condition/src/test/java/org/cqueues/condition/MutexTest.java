package org.cqueues.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.List;
import org.cqueues.controller.Coroutine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a mutex is made of a condition, for the coroutines of one controller. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class MutexTest {
    /** Handed over in turn: it stays locked while it goes from one to the next, so that nobody slips in between. */
    static final class Mutex {
        private final Condition free;
        private boolean locked;

        Mutex(Conditions conditions) {
            free = conditions.create();
        }

        void lock() {
            if (locked) {
                free.await(); // whoever unlocks leaves it locked for the one it wakes
            }
            locked = true;
        }

        void unlock() {
            locked = free.signal(1) > 0;
        }
    }

    private final World world = new World();
    private final List<String> log = new ArrayList<>();
    private final Mutex mutex = new Mutex(world.conditions);

    @AfterEach
    void close() {
        world.close();
    }

    private Coroutine user(String name, int turns) {
        return world.loop.wrap(name, () -> {
            for (int i = 0; i < turns; i++) {
                mutex.lock();
                try {
                    log.add(name + " in");
                    world.settle();
                    log.add(name + " out");
                } finally {
                    mutex.unlock();
                }
            }
        });
    }

    @Test
    void oneAtATimeAndInTurn() throws Exception {
        user("a", 2);
        user("b", 2);
        world.run();

        assertEquals(List.of("a in", "a out", "b in", "b out", "a in", "a out", "b in", "b out"), log);
    }

    @Test
    void aCancelledWaiterIsSkipped() throws Exception {
        world.run(() -> {
            user("a", 1);
            Coroutine cancelled = user("b", 1);
            user("c", 1);
            world.controllers.poll();
            world.controllers.poll();
            cancelled.cancel();
        });

        assertEquals(List.of("a in", "a out", "c in", "c out"), log);
    }

    @Test
    void aWaiterCancelledWhileItIsHandedTheMutexGivesItOn() throws Exception {
        world.run(() -> {
            mutex.lock();
            Coroutine cancelled = user("b", 1);
            user("c", 1);
            world.settle();
            mutex.unlock();
            cancelled.cancel();
        });

        assertEquals(List.of("b in", "c in", "c out"), log);
    }
}
