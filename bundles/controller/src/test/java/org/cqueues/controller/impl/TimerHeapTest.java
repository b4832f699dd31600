package org.cqueues.controller.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private final TimerHeap heap = new TimerHeap();

    private Timer armed(long deadline) {
        Timer timer = new Timer();
        heap.arm(timer, deadline);
        return timer;
    }

    @Test
    void anEmptyHeapHasNothingDue() {
        assertEquals(Timer.NEVER, heap.next());
        assertNull(heap.takeDue(Timer.NEVER));
    }

    @Test
    void timersComeInTheOrderOfTheirDeadlines() {
        Timer late = armed(30);
        Timer early = armed(10);
        Timer middle = armed(20);

        assertEquals(10, heap.next());
        assertNull(heap.takeDue(9));
        assertSame(early, heap.takeDue(100));
        assertSame(middle, heap.takeDue(100));
        assertSame(late, heap.takeDue(100));
        assertNull(heap.takeDue(100));
    }

    @Test
    void equalDeadlinesComeInTheOrderOfArming() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            timers.add(armed(7));
        }

        for (Timer timer : timers) {
            assertSame(timer, heap.takeDue(7));
        }
    }

    @Test
    void oneArmedAgainForTheSameMomentComesAfterThoseArmedMeanwhile() {
        Timer again = armed(7);
        Timer other = armed(7);

        heap.arm(again, 7);

        assertSame(other, heap.takeDue(7));
        assertSame(again, heap.takeDue(7));
    }

    @Test
    void postponedItComesLater() {
        Timer postponed = armed(10);
        Timer other = armed(15);

        heap.arm(postponed, 20);

        assertEquals(15, heap.next());
        assertSame(other, heap.takeDue(20));
        assertSame(postponed, heap.takeDue(20));
    }

    @Test
    void armedEarlierItComesEarlier() {
        armed(10);
        Timer advanced = armed(15);

        heap.arm(advanced, 5);

        assertSame(advanced, heap.takeDue(5));
    }

    @Test
    void disarmedItNeverComes() {
        Timer disarmed = armed(10);

        TimerHeap.disarm(disarmed);

        assertEquals(Timer.NEVER, heap.next());
        assertNull(heap.takeDue(100));
    }

    @Test
    void disarmedItMayBeArmedAgain() {
        Timer timer = armed(10);
        TimerHeap.disarm(timer);

        heap.arm(timer, 12);

        assertEquals(12, heap.next());
        assertSame(timer, heap.takeDue(12));
    }

    @Test
    void removedItLeavesNothingBehind() {
        Timer timer = armed(10);
        Timer other = armed(11);

        heap.remove(timer);
        heap.remove(timer);

        assertEquals(1, heap.size());
        assertSame(other, heap.takeDue(11));
        assertEquals(0, heap.size());
    }

    @Test
    void negativeMomentsAreMomentsToo() {
        Timer timer = armed(-5);

        assertNull(heap.takeDue(-6));
        assertSame(timer, heap.takeDue(-5));
    }

    @Test
    void itAgreesWithASortedSetWhateverIsDone() {
        for (long seed = 1; seed <= 200; seed++) {
            new Comparison(seed).run();
        }
    }

    /** A program of random operations on the heap and on a sorted set. */
    private static final class Comparison {
        private record Key(long deadline, long order, Timer timer) {}

        private final String seed;
        private final Random random;
        private final TimerHeap heap = new TimerHeap();
        private final TreeSet<Key> model =
                new TreeSet<>(Comparator.comparingLong(Key::deadline).thenComparingLong(Key::order));
        private final Timer[] timers = new Timer[64];
        private final Key[] keys = new Key[timers.length];
        private long armings;
        private long now;

        Comparison(long seed) {
            this.seed = "seed " + seed;
            this.random = new Random(seed);
            for (int i = 0; i < timers.length; i++) {
                timers[i] = new Timer();
            }
        }

        void run() {
            for (int i = 0; i < 2000; i++) {
                int which = random.nextInt(timers.length);
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> arm(which);
                    case 3 -> disarm(which);
                    case 4 -> remove(which);
                    default -> take();
                }
                assertEquals(model.isEmpty() ? Timer.NEVER : model.first().deadline(), heap.next(), seed);
            }
        }

        private void arm(int which) {
            forget(which);
            keys[which] = new Key(now + random.nextInt(40), armings++, timers[which]);
            model.add(keys[which]);
            heap.arm(timers[which], keys[which].deadline());
        }

        private void disarm(int which) {
            forget(which);
            TimerHeap.disarm(timers[which]);
        }

        private void remove(int which) {
            forget(which);
            heap.remove(timers[which]);
        }

        private void forget(int which) {
            if (keys[which] != null) {
                model.remove(keys[which]);
                keys[which] = null;
            }
        }

        private void take() {
            now += random.nextInt(30);
            while (!model.isEmpty() && model.first().deadline() <= now) {
                Key due = model.pollFirst();
                assertSame(due.timer(), heap.takeDue(now), seed);
                keys[List.of(timers).indexOf(due.timer())] = null;
            }
            assertNull(heap.takeDue(now), seed);
        }
    }

    @Test
    void aMillionTimersAreArmedThinnedOutAndFiredInOrder() {
        Random random = new Random(42);
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            timers.add(armed(random.nextInt(1_000_000_000)));
        }
        for (int i = 0; i < timers.size(); i += 2) {
            heap.remove(timers.get(i));
        }

        long last = 0;
        int fired = 0;
        for (long due = heap.next(); due != Timer.NEVER; due = heap.next()) {
            assertEquals(true, due >= last);
            last = due;
            heap.takeDue(due);
            fired++;
        }

        assertEquals(500_000, fired);
        assertEquals(0, heap.size());
    }
}
