package org.cqueues.controller.impl;

import java.io.UncheckedIOException;
import java.util.Arrays;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.ReadyHandler;

/**
 * The descriptors that one kernel queue watches. Registrations stay in the kernel between waits, and are taken back when the kernel reports what nobody
 * waits for. Confined to the thread that steps; {@link #drop} is for any thread, so registrations change under the monitor.
 */
final class WatchTable {
    private static final int FIRST_CAPACITY = 64;

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
    private synchronized Poller open() throws ErrnoException {
        if (poller == null) {
            poller = kernel.openPoller();
        }
        return poller;
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

    private synchronized Watch add(int fd) {
        if (fd >= watches.length) {
            watches = Arrays.copyOf(watches, Math.max(fd + 1, watches.length * 2));
        }
        Watch watch = watches[fd];
        if (watch == null) {
            watch = new Watch(fd, this);
            watches[fd] = watch;
        }
        return watch;
    }

    /** Has the kernel report all that the watch's waits want, besides what it does already. */
    synchronized void register(Watch watch) throws ErrnoException {
        if (watch.dropped) {
            return;
        }
        int bits = watch.registered | watch.wanted();
        poller().watch(watch.fd, Readiness.ofBits(bits));
        setRegistered(watch, bits);
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
    synchronized void refresh(Watch watch) throws ErrnoException {
        if (watch.registered != 0 && !watch.dropped) {
            poller().watch(watch.fd, Readiness.NONE);
            setRegistered(watch, 0);
        }
    }

    /** Forgets a descriptor. Any thread. {@return its watch, whose waits are still to be ended; null if it had none} */
    synchronized Watch drop(int fd, Outcome end) {
        Watch watch = fd >= 0 && fd < watches.length ? watches[fd] : null;
        if (watch == null) {
            return null;
        }
        watches[fd] = null;
        watch.end = end;
        watch.dropped = true;
        unregister(watch);
        return watch;
    }

    private void unregister(Watch watch) {
        if (watch.registered == 0) {
            return;
        }
        setRegistered(watch, 0);
        try {
            poller().watch(watch.fd, Readiness.NONE);
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

    private synchronized void dropUnwanted() {
        for (int i = 0; i < unwantedCount; i++) {
            Watch watch = watches[unwanted[i]];
            if (watch != null) {
                narrow(watch);
            }
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
            poller().watch(watch.fd, Readiness.ofBits(wanted));
            setRegistered(watch, wanted);
        } catch (ErrnoException e) {
            setRegistered(watch, 0);
        }
    }

    /** {@return every watch, for moving their waits elsewhere} */
    synchronized Watch[] all() {
        return Arrays.stream(watches).filter(watch -> watch != null).toArray(Watch[]::new);
    }

    /** Opens a new kernel queue in place of one that is shared with another process since a fork. */
    synchronized void reopen() {
        boolean wasOpen = poller != null;
        closePoller();
        if (!wasOpen) {
            return;
        }
        openPoller();
        for (Watch watch : watches) {
            if (watch != null) {
                setRegistered(watch, 0);
                narrow(watch);
            }
        }
    }

    synchronized void close() {
        closePoller();
        Arrays.fill(watches, null);
        watched = 0;
    }

    private void closePoller() {
        Poller open = poller;
        poller = null;
        if (open != null) {
            open.close();
        }
    }
}
