package org.cqueues.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.List;
import org.cqueues.controller.Coroutine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a counting semaphore is made of a condition, for the coroutines of one controller. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class SemaphoreTest {
    /** A permit goes straight to the longest waiting; only what nobody waits for is counted. */
    static final class Semaphore {
        private final Condition available;
        private int permits;

        Semaphore(Conditions conditions, int permits) {
            this.available = conditions.create();
            this.permits = permits;
        }

        void acquire() {
            if (permits > 0) {
                permits--;
            } else {
                available.await();
            }
        }

        void release() {
            if (available.signal(1) == 0) {
                permits++;
            }
        }
    }

    private final World world = new World();
    private final List<String> log = new ArrayList<>();
    private final Semaphore semaphore = new Semaphore(world.conditions, 2);
    private int inside;
    private int most;

    @AfterEach
    void close() {
        world.close();
    }

    private Coroutine user(String name) {
        return world.loop.wrap(name, () -> {
            semaphore.acquire();
            try {
                log.add(name);
                most = Math.max(most, ++inside);
                world.settle();
            } finally {
                inside--;
                semaphore.release();
            }
        });
    }

    @Test
    void asManyAsThereArePermitsAndInTurn() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            user(name);
        }
        world.run();

        assertEquals(List.of("a", "b", "c", "d", "e"), log);
        assertEquals(2, most);
    }

    @Test
    void cancelledWaitersCostNoPermits() throws Exception {
        world.run(() -> {
            semaphore.acquire();
            semaphore.acquire();
            Coroutine first = user("first");
            Coroutine second = user("second");
            world.settle();
            first.cancel(); // before the permit comes
            semaphore.release();
            second.cancel(); // while the permit is on its way
            semaphore.release();
            world.settle();
            user("third");
            user("fourth");
            world.settle();
            assertEquals(2, most, "both permits are still there");
        });
    }
}
