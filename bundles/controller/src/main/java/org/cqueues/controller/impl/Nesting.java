package org.cqueues.controller.impl;

import java.util.ArrayDeque;
import org.cqueues.controller.Outcome;

/**
 * Puts controllers into one another and takes them out again. All descriptors of a tree are registered with the kernel queue of the outermost controller:
 * the kernel allows a queue inside a queue only about five deep, and each level costs.
 *
 * <p>A controller moves from one stepper to another only while the mover has entered both, so that nobody steps either. Whoever polls it where it leaves is
 * told that it is ready, and finds out more when he polls again.
 */
final class Nesting {
    private Nesting() {}

    /** Nests a controller in another, whose coroutine is about to wait for it. For the thread that steps the outer one. */
    static void nest(Loop inner, Loop outer) {
        if (inner.parent == outer && inner.root() == outer.root()) {
            return;
        }
        for (Loop ancestor = outer; ancestor != null; ancestor = ancestor.parent) {
            if (ancestor == inner) {
                throw new IllegalStateException("a controller cannot wait for itself or for one that waits for it");
            }
        }
        if (inner.root() != outer.root()) {
            move(inner, outer.root());
        }
        detach(inner);
        inner.parent = outer;
        outer.children.add(inner);
    }

    /** Takes a controller out of the one it is nested in, if any, so that it stands alone. For the thread that has entered its own stepper. */
    static void standAlone(Loop inner) {
        if (!inner.isRoot()) {
            move(inner, inner.own());
        }
    }

    /** Lets go of a controller that has ended: of its parent, and of those nested in it. For the thread that steps its tree. */
    static void dissolve(Loop ended) {
        for (Loop child : ended.children.toArray(new Loop[0])) {
            release(child);
        }
        detach(ended);
    }

    private static void release(Loop child) {
        while (!child.own().tryEnter()) {
            Thread.onSpinWait(); // Somebody is about to find out that he cannot step it yet.
        }
        try {
            relocate(child, child.root(), child.own());
            detach(child);
        } finally {
            child.own().exit();
        }
    }

    private static void detach(Loop inner) {
        if (inner.parent != null) {
            inner.parent.children.remove(inner);
            inner.parent = null;
        }
    }

    private static void move(Loop moved, Stepper to) {
        Stepper from = moved.root();
        if (!from.tryEnter()) {
            throw new IllegalStateException("the controller is being stepped by another thread");
        }
        try {
            if (moved.root() != from) {
                throw new IllegalStateException("the controller is being moved by another thread");
            }
            relocate(moved, from, to);
            detach(moved);
        } finally {
            from.exit();
        }
    }

    private static void relocate(Loop moved, Stepper from, Stepper to) {
        moved.endPolls(Outcome.READY);
        if (from.watches.isWatching()) {
            to.watches.openPoller();
        }
        from.watches.lock.lock();
        try {
            ArrayDeque<Loop> tree = new ArrayDeque<>();
            tree.add(moved);
            for (Loop loop = tree.poll(); loop != null; loop = tree.poll()) {
                loop.setRoot(to);
                tree.addAll(loop.children);
            }
            from.drain();
            for (Watch watch : from.watches.all()) {
                moveWaits(watch, from, to);
            }
        } finally {
            from.watches.lock.unlock();
        }
    }

    private static void moveWaits(Watch watch, Stepper from, Stepper to) {
        boolean moved = false;
        for (Wait wait = watch.firstWait(); wait != null; ) {
            Wait next = wait.next;
            if (wait.task.loop.root() == to) {
                watch.remove(wait);
                to.watches.watch(watch.fd).resume(wait);
                moved = true;
            }
            wait = next;
        }
        if (moved && watch.firstWait() == null) {
            from.watches.drop(watch.fd, Outcome.READY, dropped -> {});
        }
    }
}
