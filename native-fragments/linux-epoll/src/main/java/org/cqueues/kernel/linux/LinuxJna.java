package org.cqueues.kernel.linux;

import org.cqueues.kernel.impl.JnaRegistration;
import org.cqueues.kernel.impl.Libc;

/** Linux's calls for files and signals through JNA's direct mapping: facade over static native methods. */
final class LinuxJna implements LinuxCalls {
    private static final JnaRegistration REGISTRATION = new JnaRegistration(LinuxFunctions.class);

    private final Libc libc;
    private boolean released;

    LinuxJna(Libc libc) {
        this.libc = libc;
        REGISTRATION.acquire();
    }

    @Override
    public Libc libc() {
        return libc;
    }

    @Override
    public int inotify_init1(int flags) {
        return JnaRegistration.result(LinuxFunctions.inotify_init1(flags));
    }

    @Override
    public int inotify_add_watch(int fd, long pathname, int mask) {
        return JnaRegistration.result(LinuxFunctions.inotify_add_watch(fd, pathname, mask));
    }

    @Override
    public int inotify_rm_watch(int fd, int wd) {
        return JnaRegistration.result(LinuxFunctions.inotify_rm_watch(fd, wd));
    }

    @Override
    public int signalfd(int fd, long mask, int flags) {
        return JnaRegistration.result(LinuxFunctions.signalfd(fd, mask, flags));
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            REGISTRATION.release();
            libc.release();
        }
    }
}
