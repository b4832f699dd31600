package org.cqueues.controller.impl;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.ReadyHandler;
import org.cqueues.kernel.SpinLock;

/**
 * The descriptors that one kernel queue watches. Registrations stay in the kernel between waits, and are taken back when the kernel reports what nobody
 * waits for. Confined to the thread that steps; {@link #drop} is for any thread, so registrations change under the lock. The kernel queue is opened outside
 * of it, because that can wait.
 */
final class WatchTable {
    private static final int FIRST_CAPACITY = 64;

    final SpinLock lock = new SpinLock();

    private final Kernel kernel;
    private final ReadyHandler onReady = this::ready;
    private volatile Poller poller;
    private Watch[] watches = new Watch[FIRST_CAPACITY];
    private int watched;
    private int[] unwanted = new int[16];
    private int unwantedCount;

    WatchTable(Kernel kernel) {
        this.kernel = kernel;
    }

    /** {@return the kernel queue, opened when first asked for} */
    Poller poller() throws ErrnoException {
        Poller open = poller;
        return open != null ? open : open();
    }

    /** A thread that asks for the descriptor may come at the same time as the one that steps. */
    private Poller open() throws ErrnoException {
        Poller made = kernel.openPoller();
        Poller first = settle(made);
        if (first != made) {
            made.close();
        }
        return first;
    }

    private Poller settle(Poller made) {
        lock.lock();
        try {
            if (poller == null) {
                poller = made;
            }
            return poller;
        } finally {
            lock.unlock();
        }
    }

    /** Opens the kernel queue now, so that alerts reach the wait that follows. */
    void openPoller() {
        try {
            poller();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Wakes whoever waits on the kernel queue, if there is one. Any thread. {@return whether there is} */
    boolean alert() {
        Poller open = poller;
        if (open != null) {
            open.alert();
        }
        return open != null;
    }

    /** {@return the descriptor of the kernel queue, which must be open} */
    int descriptor() {
        int fd = poller.descriptor();
        if (fd < 0) {
            throw new IllegalStateException(
                    "the backend " + kernel.backend().name() + " has no descriptor that another loop could poll");
        }
        return fd;
    }

    /** {@return whether a poll could report anything} */
    boolean isWatching() {
        return watched > 0;
    }

    /** {@return the watch of a descriptor, made if there is none} */
    Watch watch(int fd) {
        Watch watch = fd < watches.length ? watches[fd] : null;
        return watch != null ? watch : add(fd);
    }

    private Watch add(int fd) {
        lock.lock();
        try {
            if (fd >= watches.length) {
                watches = Arrays.copyOf(watches, Math.max(fd + 1, watches.length * 2));
            }
            Watch watch = watches[fd];
            if (watch == null) {
                watch = new Watch(fd, this);
                watches[fd] = watch;
            }
            return watch;
        } finally {
            lock.unlock();
        }
    }

    /** Has the kernel report all that the watch's waits want, besides what it does already. */
    void register(Watch watch) throws ErrnoException {
        Poller open = poller();
        lock.lock();
        try {
            if (watch.dropped) {
                return;
            }
            int bits = watch.registered | watch.wanted();
            open.watch(watch.fd, Readiness.ofBits(bits));
            setRegistered(watch, bits);
        } finally {
            lock.unlock();
        }
    }

    private void setRegistered(Watch watch, int bits) {
        if (watch.registered == 0 && bits != 0) {
            watched++;
        } else if (watch.registered != 0 && bits == 0) {
            watched--;
        }
        watch.registered = bits;
    }

    /**
     * Registers a descriptor afresh: its number may have been closed and opened again behind our back, which takes it out of the kernel's queue without a
     * word.
     */
    void refresh(Watch watch) throws ErrnoException {
        lock.lock();
        try {
            if (watch.registered != 0 && !watch.dropped) {
                poller.watch(watch.fd, Readiness.NONE);
                setRegistered(watch, 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a descriptor. Any thread.
     *
     * @param then told of its watch if it had one, whose waits are still to be ended; inside the lock
     */
    void drop(int fd, Outcome end, Consumer<Watch> then) {
        lock.lock();
        try {
            Watch watch = fd >= 0 && fd < watches.length ? watches[fd] : null;
            if (watch != null) {
                watches[fd] = null;
                watch.end = end;
                watch.dropped = true;
                unregister(watch);
                then.accept(watch);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A watch that is registered has an open queue. */
    private void unregister(Watch watch) {
        if (watch.registered == 0) {
            return;
        }
        setRegistered(watch, 0);
        try {
            poller.watch(watch.fd, Readiness.NONE);
        } catch (ErrnoException e) {
            // The descriptor is closed already, and with that out of the kernel's queue.
            return;
        }
    }

    /** Waits for the kernel and ends the waits for what is ready. */
    void poll(long timeoutNanos) {
        try {
            poller().poll(timeoutNanos, onReady);
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
        if (unwantedCount > 0) {
            dropUnwanted();
        }
    }

    private void ready(int fd, Readiness readiness) {
        Watch watch = fd < watches.length ? watches[fd] : null;
        if (watch != null && watch.ready(readiness.bits()) != 0) {
            if (unwantedCount == unwanted.length) {
                unwanted = Arrays.copyOf(unwanted, unwantedCount * 2);
            }
            unwanted[unwantedCount++] = fd;
        }
    }

    private void dropUnwanted() {
        lock.lock();
        try {
            for (int i = 0; i < unwantedCount; i++) {
                Watch watch = watches[unwanted[i]];
                if (watch != null) {
                    narrow(watch);
                }
            }
        } finally {
            lock.unlock();
        }
        unwantedCount = 0;
    }

    private void narrow(Watch watch) {
        int wanted = watch.wanted();
        if (wanted == 0) {
            unregister(watch);
            return;
        }
        try {
            poller.watch(watch.fd, Readiness.ofBits(wanted));
            setRegistered(watch, wanted);
        } catch (ErrnoException e) {
            setRegistered(watch, 0);
        }
    }

    /** {@return every watch, for moving their waits elsewhere} */
    List<Watch> all() {
        List<Watch> all = new ArrayList<>();
        lock.lock();
        try {
            for (Watch watch : watches) {
                if (watch != null) {
                    all.add(watch);
                }
            }
        } finally {
            lock.unlock();
        }
        return all;
    }

    /** Opens a new kernel queue in place of one that is shared with another process since a fork. */
    void reopen() {
        if (poller == null) {
            return;
        }
        Poller old;
        try {
            old = replace(kernel.openPoller());
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
        old.close();
    }

    private Poller replace(Poller fresh) {
        lock.lock();
        try {
            Poller old = poller;
            poller = fresh;
            for (Watch watch : watches) {
                if (watch != null) {
                    setRegistered(watch, 0);
                    narrow(watch);
                }
            }
            return old;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        Poller old;
        lock.lock();
        try {
            old = poller;
            poller = null;
            Arrays.fill(watches, null);
            watched = 0;
        } finally {
            lock.unlock();
        }
        if (old != null) {
            old.close();
        }
    }
}
