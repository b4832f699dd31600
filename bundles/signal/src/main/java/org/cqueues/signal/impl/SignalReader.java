package org.cqueues.signal.impl;

import java.util.function.IntConsumer;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SignalDescriptor;

/** Worker: takes signals through a descriptor, on a thread of its own while there are any to take. */
final class SignalReader implements Runnable {
    private static final System.Logger LOG = System.getLogger(SignalReader.class.getName());

    private final SignalDescriptor descriptor;
    private final Poller poller;
    private final IntConsumer receiver;
    private final Thread thread;
    private volatile boolean ended;

    private SignalReader(SignalDescriptor descriptor, Poller poller, IntConsumer receiver) {
        this.descriptor = descriptor;
        this.poller = poller;
        this.receiver = receiver;
        thread = new Thread(this, "cqueues-signals");
        thread.setDaemon(true);
    }

    /** Begins to take signals, which every thread has blocked, and so the new one too. */
    static SignalReader start(Kernel kernel, long signals, IntConsumer receiver) throws ErrnoException {
        SignalDescriptor descriptor = kernel.openSignalDescriptor(signals);
        Poller poller = null;
        try {
            poller = kernel.openPoller();
            poller.watch(descriptor.descriptor(), Readiness.READ);
            SignalReader reader = new SignalReader(descriptor, poller, receiver);
            reader.thread.start();
            return reader;
        } catch (ErrnoException | RuntimeException | Error e) {
            if (poller != null) {
                poller.close();
            }
            descriptor.close();
            throw e;
        }
    }

    void signals(long signals) throws ErrnoException {
        descriptor.signals(signals);
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                poller.poll(Long.MAX_VALUE, (fd, ready) -> {});
                readAll();
            }
            poller.watch(descriptor.descriptor(), Readiness.NONE);
        } catch (ErrnoException e) {
            LOG.log(System.Logger.Level.ERROR, "no signal is taken any more", e);
        } finally {
            descriptor.close();
            poller.close();
        }
    }

    /** Reads what there is; nothing more from the end on, when the receiver sends again what comes, and so there would be always more. */
    private void readAll() throws ErrnoException {
        for (int signal = next(); signal != 0; signal = next()) {
            receiver.accept(signal);
        }
    }

    private int next() throws ErrnoException {
        return ended ? 0 : descriptor.read();
    }

    /** Ends the thread and waits for that. Not on that thread. */
    void end() {
        ended = true;
        poller.alert();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
