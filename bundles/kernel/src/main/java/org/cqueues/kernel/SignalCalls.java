package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/**
 * System calls on signals. Each returns at least 0, or a negative errno, except where it says otherwise. A set of signals is a {@code long}, in which
 * bit 0 is signal 1.
 */
@ProviderType
public interface SignalCalls {
    /** How a thread's set of blocked signals is changed. */
    enum MaskChange {
        /** {@code SIG_BLOCK}. */
        BLOCK,
        /** {@code SIG_UNBLOCK}. */
        UNBLOCK,
        /** {@code SIG_SETMASK}. */
        SETMASK
    }

    /** What becomes of a signal that nobody takes. */
    enum Disposition {
        /** {@code SIG_DFL}. */
        DEFAULT,
        /** {@code SIG_IGN}. */
        IGNORE,
        /** A handler that does nothing: the signal has no effect, but is not ignored, which whoever asks the system sees. {@code execve} makes it the default. */
        DISCARD
    }

    /**
     * {@return the set with one signal}
     *
     * @param signal 1 to 64
     * @throws IllegalArgumentException if it is out of range
     */
    static long bit(int signal) {
        if (signal < 1 || signal > Long.SIZE) {
            throw new IllegalArgumentException("signals are 1 to " + Long.SIZE + ", not " + signal);
        }
        return 1L << signal - 1;
    }

    /**
     * {@return 0 or a negative errno}
     *
     * <p>On a virtual thread the mask is that of the thread that carries it. What the C library keeps for itself stays unblocked.
     *
     * @param change how
     * @param signals which
     * @param old receives the calling thread's set until now, at least one long; or empty
     * @see <a href="https://man7.org/linux/man-pages/man3/pthread_sigmask.3.html">pthread_sigmask(3)</a>
     */
    int pthread_sigmask(MaskChange change, long signals, long[] old);

    /**
     * {@return 0 or a negative errno}
     *
     * @param pid process
     * @param signal number; 0 only asks
     * @see <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>
     */
    int kill(int pid, int signal);

    /**
     * {@return 0 or a negative errno; for the whole process}
     *
     * @param signal number
     * @param disposition what becomes of it
     * @see <a href="https://man7.org/linux/man-pages/man2/signal.2.html">signal(2)</a>
     */
    int signal(int signal, Disposition disposition);

    /**
     * {@return the system's text for a signal}
     *
     * @param signal number
     * @see <a href="https://man7.org/linux/man-pages/man3/strsignal.3.html">strsignal(3)</a>
     */
    String strsignal(int signal);

    /** {@return the first real-time signal that the C library leaves to programs: {@code SIGRTMIN}; 0 if there are none} */
    int sigrtmin();

    /** {@return the last real-time signal: {@code SIGRTMAX}; 0 if there are none} */
    int sigrtmax();
}
