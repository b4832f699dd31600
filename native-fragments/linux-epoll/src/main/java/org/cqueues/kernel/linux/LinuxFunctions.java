package org.cqueues.kernel.linux;

/** Linux's functions as JNA binds them directly. The signatures are those of {@link LinuxCalls}. */
final class LinuxFunctions {
    private LinuxFunctions() {}

    static native int inotify_init1(int flags);

    static native int inotify_add_watch(int fd, long pathname, int mask);

    static native int inotify_rm_watch(int fd, int wd);

    static native int signalfd(int fd, long mask, int flags);
}
