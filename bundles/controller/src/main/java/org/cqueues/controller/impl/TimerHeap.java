package org.cqueues.controller.impl;

import java.util.Arrays;

/**
 * Timers by deadline, those of equal deadlines in the order they were armed. Confined to one thread.
 *
 * <p>A heap of four children a node, its keys in an array of their own. Disarming and postponing, by far the most frequent changes, cost nothing: the slot
 * keeps the earlier key, and the timer is put right when that key comes to the top.
 */
final class TimerHeap {
    private static final int FIRST_CAPACITY = 16;

    private long[] keys = new long[FIRST_CAPACITY];
    private long[] orders = new long[FIRST_CAPACITY];
    private Timer[] timers = new Timer[FIRST_CAPACITY];
    private int size;
    private long armings;

    /** Sets when a timer is due, replacing what was set before. */
    void arm(Timer timer, long deadline) {
        timer.deadline = deadline;
        timer.order = armings++;
        if (timer.slot < 0) {
            if (size == timers.length) {
                grow();
            }
            rise(size++, timer, deadline);
        } else if (deadline < keys[timer.slot]) {
            rise(timer.slot, timer, deadline);
        }
    }

    /** Makes a timer never due. */
    static void disarm(Timer timer) {
        timer.deadline = Timer.NEVER;
    }

    /** Forgets a timer altogether. */
    void remove(Timer timer) {
        timer.deadline = Timer.NEVER;
        int slot = timer.slot;
        if (slot < 0) {
            return;
        }
        timer.slot = -1;
        size--;
        Timer last = timers[size];
        long key = keys[size];
        long order = orders[size];
        timers[size] = null;
        if (slot != size) {
            place(slot, last, key, order);
            sink(slot);
            rise(last.slot, last, keys[last.slot], orders[last.slot]);
        }
    }

    /** {@return the earliest deadline, or {@link Timer#NEVER}} */
    long next() {
        while (size > 0) {
            Timer top = timers[0];
            if (top.deadline == keys[0] && top.order == orders[0]) {
                return keys[0];
            }
            if (top.deadline == Timer.NEVER) {
                remove(top);
            } else {
                place(0, top, top.deadline, top.order);
                sink(0);
            }
        }
        return Timer.NEVER;
    }

    /** {@return the next timer due by a moment, taken out and disarmed; {@code null} if there is none} */
    Timer takeDue(long now) {
        if (next() > now || size == 0) {
            return null;
        }
        Timer top = timers[0];
        remove(top);
        return top;
    }

    int size() {
        return size;
    }

    private void rise(int from, Timer timer, long key) {
        rise(from, timer, key, timer.order);
    }

    private void rise(int from, Timer timer, long key, long order) {
        int slot = from;
        while (slot > 0) {
            int parent = (slot - 1) >> 2;
            if (!isBefore(key, order, parent)) {
                break;
            }
            place(slot, timers[parent], keys[parent], orders[parent]);
            slot = parent;
        }
        place(slot, timer, key, order);
    }

    private void sink(int from) {
        Timer timer = timers[from];
        long key = keys[from];
        long order = orders[from];
        int slot = from;
        for (int child = earliestChild(slot); child >= 0 && !isBefore(key, order, child); child = earliestChild(slot)) {
            place(slot, timers[child], keys[child], orders[child]);
            slot = child;
        }
        place(slot, timer, key, order);
    }

    private int earliestChild(int slot) {
        int first = (slot << 2) + 1;
        if (first >= size) {
            return -1;
        }
        int earliest = first;
        int end = Math.min(first + 4, size);
        for (int child = first + 1; child < end; child++) {
            if (isBefore(keys[child], orders[child], earliest)) {
                earliest = child;
            }
        }
        return earliest;
    }

    private boolean isBefore(long key, long order, int slot) {
        return key < keys[slot] || (key == keys[slot] && order < orders[slot]);
    }

    private void place(int slot, Timer timer, long key, long order) {
        timers[slot] = timer;
        keys[slot] = key;
        orders[slot] = order;
        timer.slot = slot;
    }

    private void grow() {
        int capacity = timers.length * 2;
        keys = Arrays.copyOf(keys, capacity);
        orders = Arrays.copyOf(orders, capacity);
        timers = Arrays.copyOf(timers, capacity);
    }
}
