package org.cqueues.kernel.linux;

import static org.cqueues.kernel.impl.ForeignLinker.function;
import static org.cqueues.kernel.impl.ForeignLinker.unexpected;

import java.lang.invoke.MethodHandle;
import org.cqueues.kernel.impl.Capture;
import org.cqueues.kernel.impl.Libc;

/** Linux's calls for files and signals through {@code java.lang.foreign}: facade over handles. */
final class LinuxForeign implements LinuxCalls {
    private static final MethodHandle INOTIFY_INIT1 = function("inotify_init1", int.class, int.class);
    private static final MethodHandle INOTIFY_ADD_WATCH =
            function("inotify_add_watch", int.class, int.class, long.class, int.class);
    private static final MethodHandle INOTIFY_RM_WATCH = function("inotify_rm_watch", int.class, int.class, int.class);

    private static final MethodHandle SIGNALFD = function("signalfd", int.class, int.class, long.class, int.class);

    private final Libc libc;
    private final Capture capture = new Capture();
    private final Object errno = capture.segment();

    LinuxForeign(Libc libc) {
        this.libc = libc;
    }

    @Override
    public Libc libc() {
        return libc;
    }

    @Override
    public int inotify_init1(int flags) {
        try {
            return capture.result((int) INOTIFY_INIT1.invokeExact(errno, flags));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int inotify_add_watch(int fd, long pathname, int mask) {
        try {
            return capture.result((int) INOTIFY_ADD_WATCH.invokeExact(errno, fd, pathname, mask));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int inotify_rm_watch(int fd, int wd) {
        try {
            return capture.result((int) INOTIFY_RM_WATCH.invokeExact(errno, fd, wd));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int signalfd(int fd, long mask, int flags) {
        try {
            return capture.result((int) SIGNALFD.invokeExact(errno, fd, mask, flags));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public void release() {
        libc.release();
    }
}
