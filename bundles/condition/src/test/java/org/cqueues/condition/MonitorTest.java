package org.cqueues.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.cqueues.controller.Coroutine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a monitor is made of conditions: coroutines of one controller do not run in parallel, so it needs no mutex. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class MonitorTest {
    /** A queue that holds so many at most. Each wait is in a loop, as in every monitor: what it waited for may be gone again. */
    static final class Channel {
        private final Queue<Integer> queue = new ArrayDeque<>();
        private final Condition notEmpty;
        private final Condition notFull;
        private final int capacity;

        Channel(Conditions conditions, int capacity) {
            this.notEmpty = conditions.create();
            this.notFull = conditions.create();
            this.capacity = capacity;
        }

        void put(int value) {
            while (queue.size() == capacity) {
                notFull.await();
            }
            queue.add(value);
            notEmpty.signal(1);
        }

        int take() {
            while (queue.isEmpty()) {
                notEmpty.await();
            }
            int value = queue.remove();
            notFull.signal(1);
            return value;
        }
    }

    private final World world = new World();
    private final Channel channel = new Channel(world.conditions, 3);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everyValueArrivesOnceAndInOrder() throws Exception {
        List<Integer> taken = new ArrayList<>();
        world.run(
                () -> IntStream.range(0, 100).forEach(channel::put),
                () -> {
                    for (int i = 0; i < 50; i++) {
                        taken.add(channel.take());
                    }
                },
                () -> {
                    for (int i = 0; i < 50; i++) {
                        taken.add(channel.take());
                    }
                });

        assertEquals(IntStream.range(0, 100).boxed().toList(), taken);
    }

    @Test
    void aCancelledTakerLeavesTheValueToTheNext() throws Exception {
        List<Integer> taken = new ArrayList<>();
        world.run(() -> {
            Coroutine cancelled = world.loop.wrap(() -> taken.add(-channel.take()));
            world.loop.wrap(() -> taken.add(channel.take()));
            world.settle();
            cancelled.cancel();
            world.settle();
            channel.put(1);
        });

        assertEquals(List.of(1), taken);
    }

    @Test
    void aTakerThatIsCancelledWhileItIsWokenLosesNoValue() throws Exception {
        List<Integer> taken = new ArrayList<>();
        world.run(() -> {
            Coroutine cancelled = world.loop.wrap(() -> taken.add(channel.take()));
            world.loop.wrap(() -> taken.add(channel.take()));
            world.settle();
            cancelled.cancel();
            channel.put(1);
            channel.put(2);
        });

        assertEquals(List.of(1, 2), taken);
    }
}
