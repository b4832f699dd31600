package org.cqueues.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Worker: exclusion for a few instructions or one short system call, by whom it would harm to wait on a monitor. Reentrant. Any thread.
 *
 * <p>A coroutine on a virtual thread that finds a monitor taken loses its turn, and is next in line for it. If the thread that steps its controller then
 * needs the same monitor, it waits for a coroutine that only it could run. Here nobody is in line: whoever comes tries until it has the lock, so it must
 * never be held over anything that can wait, such as another monitor, the allocation of direct memory or the loading of a class.
 */
public final class SpinLock {
    /** On a machine with one processor the holder cannot go on before the one who tries lets it. */
    private static final int SPINS_BEFORE_YIELD = 64;

    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(SpinLock.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Thread owner; // null: free
    private int again; // how often the owner has it besides once; guarded by the lock

    /** Makes a lock that nobody has. */
    public SpinLock() {}

    /** Takes the lock. To be followed by a block whose {@code finally} gives it back. */
    public void lock() {
        Thread caller = Thread.currentThread();
        if (OWNER.compareAndSet(this, null, caller)) {
            return;
        }
        if (owner == caller) {
            again++;
            return;
        }
        for (int spins = 0; !tryLock(caller); spins++) {
            pause(caller, spins);
        }
    }

    private boolean tryLock(Thread caller) {
        return owner == null && OWNER.compareAndSet(this, null, caller);
    }

    /** A virtual thread keeps its carrier: giving that up would be to lose the turn. */
    private static void pause(Thread caller, int spins) {
        if (spins < SPINS_BEFORE_YIELD || isVirtual(caller)) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** The method of that name is newer than our bytecode; virtual threads are the only ones in this group. */
    private static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("VirtualThreads");
    }

    /**
     * Gives the lock back.
     *
     * @throws IllegalMonitorStateException if the caller does not have it
     */
    public void unlock() {
        if (owner != Thread.currentThread()) {
            throw new IllegalMonitorStateException("the lock is not " + Thread.currentThread() + "'s");
        }
        if (again > 0) {
            again--;
        } else {
            owner = null;
        }
    }
}
