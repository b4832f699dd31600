package org.cqueues.controller.impl;

/** A doubly linked list threaded through its {@link Wait}s, so that queueing allocates nothing. Guarded by its owner. */
final class WaitList {
    Wait head;
    private Wait tail;
    private int size;

    void addLast(Wait wait) {
        wait.list = this;
        wait.previous = tail;
        wait.next = null;
        if (tail == null) {
            head = wait;
        } else {
            tail.next = wait;
        }
        tail = wait;
        size++;
    }

    void addFirst(Wait wait) {
        wait.list = this;
        wait.previous = null;
        wait.next = head;
        if (head == null) {
            tail = wait;
        } else {
            head.previous = wait;
        }
        head = wait;
        size++;
    }

    /** Takes a node out; does nothing if it is not in this list. */
    void remove(Wait wait) {
        if (wait.list != this) {
            return;
        }
        if (wait.previous == null) {
            head = wait.next;
        } else {
            wait.previous.next = wait.next;
        }
        if (wait.next == null) {
            tail = wait.previous;
        } else {
            wait.next.previous = wait.previous;
        }
        wait.list = null;
        wait.previous = null;
        wait.next = null;
        size--;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
