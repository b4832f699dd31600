package org.cqueues.kernel.linux;

import org.cqueues.kernel.impl.Binding;
import org.cqueues.kernel.impl.Libc;

/**
 * What Linux adds to the C library for files and signals, by its own names and signatures: contract that each binding fulfils. As in {@link Libc}, a
 * result is what C returned or a negative errno, and one thread at a time calls.
 */
interface LinuxCalls {
    /** {@return the calls of a binding. The class of the one that was not chosen must not even be loaded: JNA may be missing} */
    static LinuxCalls of(Binding binding) {
        return switch (binding.name()) {
            case Binding.FOREIGN -> new LinuxForeign(binding.open());
            case Binding.JNA -> new LinuxJna(binding.open());
            default -> throw new IllegalArgumentException("no Linux calls for the binding " + binding.name());
        };
    }

    /** {@return the other C functions, for the same thread} */
    Libc libc();

    /** {@code int inotify_init1(int flags)}. */
    int inotify_init1(int flags);

    /** {@code int inotify_add_watch(int fd, const char *pathname, uint32_t mask)}. */
    int inotify_add_watch(int fd, long pathname, int mask);

    /** {@code int inotify_rm_watch(int fd, int wd)}. */
    int inotify_rm_watch(int fd, int wd);

    /** {@code int signalfd(int fd, const sigset_t *mask, int flags)}. */
    int signalfd(int fd, long mask, int flags);

    /** Ends the use of these calls. */
    void release();
}
