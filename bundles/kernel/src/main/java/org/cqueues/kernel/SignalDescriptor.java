package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/** Takes signals that are pending for the process, through a descriptor. They must be blocked in every thread, else another thread gets them. Any thread. */
@ProviderType
public interface SignalDescriptor extends AutoCloseable {
    /** {@return a descriptor that polls readable while one of the signals is pending} */
    int descriptor();

    /**
     * Changes which signals are taken.
     *
     * @param signals a set, in which bit 0 is signal 1
     * @throws ErrnoException if the system refuses
     */
    void signals(long signals) throws ErrnoException;

    /**
     * Takes a pending signal, without waiting.
     *
     * @return its number; 0 if none is pending, or this is closed
     * @throws ErrnoException if the system refuses
     * @see <a href="https://man7.org/linux/man-pages/man2/signalfd.2.html">signalfd(2)</a>
     */
    int read() throws ErrnoException;

    /** Takes no signal any more. Idempotent. */
    @Override
    void close();
}
