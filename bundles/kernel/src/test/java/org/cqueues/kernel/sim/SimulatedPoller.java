package org.cqueues.kernel.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.ReadyHandler;

/** A readiness queue over simulated descriptors: strict fake. Waiting moves the virtual clock, and waiting for nothing is an error. */
final class SimulatedPoller implements Poller {
    private final SimulatedKernel kernel;
    private final SimulatedDescriptors descriptors;
    private final SimulatedDescriptor own;
    private final Map<Integer, Readiness> interest = new LinkedHashMap<>();
    private boolean alerted;
    private boolean closed;

    SimulatedPoller(SimulatedKernel kernel, SimulatedDescriptors descriptors, SimulatedDescriptor own) {
        this.kernel = kernel;
        this.descriptors = descriptors;
        this.own = own;
        own.readableNow = () -> alerted || !ready().isEmpty();
    }

    boolean watches(int fd) {
        return interest.containsKey(fd);
    }

    @Override
    public int descriptor() {
        return own.fd;
    }

    @Override
    public void watch(int fd, Readiness wanted) throws ErrnoException {
        synchronized (descriptors) {
            requireOpen();
            descriptors.count("watch");
            if (interest.getOrDefault(fd, Readiness.NONE) == wanted) {
                return;
            }
            descriptors.count("watch that changes");
            if (wanted.isEmpty()) {
                interest.remove(fd);
            } else if (descriptors.find(fd) == null) {
                throw new ErrnoException(kernel.errno(), kernel.errno().code("EBADF"), "watch", "fd " + fd);
            } else {
                interest.put(fd, wanted);
            }
        }
    }

    @Override
    public int poll(long timeoutNanos, ReadyHandler handler) {
        Map<Integer, Readiness> ready;
        synchronized (descriptors) {
            requireOpen();
            descriptors.count("poll");
            await(timeoutNanos);
            ready = ready();
            alerted = false;
        }
        ready.forEach(handler::ready);
        return ready.size();
    }

    private Map<Integer, Readiness> ready() {
        Map<Integer, Readiness> ready = new LinkedHashMap<>();
        interest.forEach((fd, wanted) -> {
            Readiness found = Readiness.ofBits(descriptors.require(fd).ready()).and(wanted);
            if (!found.isEmpty()) {
                ready.put(fd, found);
            }
        });
        return ready;
    }

    private void await(long timeoutNanos) {
        if (timeoutNanos < 0) {
            throw new AssertionError("a timeout is at least 0, not " + timeoutNanos);
        }
        if (alerted || !ready().isEmpty()) {
            return;
        }
        if (timeoutNanos == Long.MAX_VALUE) {
            throw new AssertionError("would wait for ever");
        }
        kernel.advance(timeoutNanos);
    }

    @Override
    public void alert() {
        synchronized (descriptors) {
            descriptors.count("alert");
            alerted = true;
        }
    }

    @Override
    public Pause pause(long timeoutNanos, int... signals) {
        synchronized (descriptors) {
            requireOpen();
            descriptors.count("pause");
            for (int signal : signals) {
                if (kernel.takeSignal(signal)) {
                    return Pause.SIGNAL;
                }
            }
            await(timeoutNanos);
            return alerted || !ready().isEmpty() ? Pause.READY : Pause.TIMEOUT;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new AssertionError("the poller is closed");
        }
    }

    @Override
    public void close() {
        synchronized (descriptors) {
            if (!closed) {
                closed = true;
                descriptors.remove(this);
                descriptors.close(own.fd);
            }
        }
    }
}
