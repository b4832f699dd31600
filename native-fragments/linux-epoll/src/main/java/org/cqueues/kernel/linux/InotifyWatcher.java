package org.cqueues.kernel.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.impl.Binding;

/** Watches directories with one inotify instance: worker. Guarded by itself, as all its calls are short. */
final class InotifyWatcher implements DirectoryWatcher {
    private static final int BUFFER = 64 * 1024;

    /** {@code PATH_MAX}, with its NUL. */
    private static final int PATH = 4096;

    private static final int DIGITS = 32;
    private static final String LIMITS = "/proc/sys/fs/inotify/";

    private final Errno errno;
    private final LinuxCalls calls;
    private final int fd;
    private final Block events;
    private final Block path;
    private final int eintr;
    private final int eagain;
    private boolean closed;

    private InotifyWatcher(Errno errno, Binding binding, LinuxCalls calls, int fd) {
        this.errno = errno;
        this.calls = calls;
        this.fd = fd;
        events = binding.allocate(BUFFER);
        path = binding.allocate(PATH);
        eintr = -errno.code("EINTR");
        eagain = -errno.code("EAGAIN");
    }

    static InotifyWatcher open(Errno errno, Binding binding) throws ErrnoException {
        LinuxCalls calls = LinuxCalls.of(binding);
        int fd = calls.inotify_init1(InotifyEvent.CLOEXEC | InotifyEvent.NONBLOCK);
        if (fd < 0) {
            calls.release();
            String subject = -fd == errno.code("EMFILE")
                    ? "(either this process has no descriptor left, or this user has more instances than "
                            + limit("max_user_instances") + ")"
                    : "for a directory watcher";
            throw new ErrnoException(errno, -fd, "inotify_init1", subject);
        }
        return new InotifyWatcher(errno, binding, calls, fd);
    }

    /** {@return a setting of the kernel with its value, as it is to be raised} */
    static String limit(String name) {
        // In one read: the kernel tells nothing more after the first one, be it of a single byte, as the JDK's own ways
        // begin with files of no size.
        try (InputStream setting = Files.newInputStream(Path.of(LIMITS + name))) {
            String value = new String(setting.readNBytes(DIGITS), StandardCharsets.US_ASCII);
            return "fs.inotify." + name + "=" + value.strip() + " allows";
        } catch (IOException unknown) {
            return "fs.inotify." + name + " allows";
        }
    }

    @Override
    public int descriptor() {
        return fd;
    }

    @Override
    public synchronized int watch(String directory, boolean follow) throws ErrnoException {
        if (closed) {
            throw new IllegalStateException("the directory watcher is closed");
        }
        byte[] bytes = directory.getBytes(StandardCharsets.UTF_8);
        if (directory.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path has no NUL: \"" + directory + '"');
        }
        if (bytes.length >= PATH) {
            throw new ErrnoException(errno, errno.code("ENAMETOOLONG"), "inotify_add_watch", directory);
        }
        path.bytes().put(0, bytes).put(bytes.length, (byte) 0);
        int mask = InotifyEvent.ALL | InotifyEvent.ONLYDIR | (follow ? 0 : InotifyEvent.DONT_FOLLOW);
        int watch = calls.inotify_add_watch(fd, path.address(), mask);
        if (watch < 0) {
            String hint = -watch == errno.code("ENOSPC")
                    ? " (this user has more watches than " + limit("max_user_watches") + ")"
                    : "";
            throw new ErrnoException(errno, -watch, "inotify_add_watch", directory + hint);
        }
        return watch;
    }

    /** A watch that is gone is {@code EINVAL}, and what was wanted is so. */
    @Override
    public synchronized void unwatch(int watch) {
        if (!closed) {
            calls.inotify_rm_watch(fd, watch);
        }
    }

    @Override
    public synchronized int read(Handler handler) throws ErrnoException {
        if (closed) {
            return 0;
        }
        long length;
        do {
            length = calls.libc().read(fd, events.address(), BUFFER);
        } while (length == eintr);
        if (length == eagain) {
            return 0;
        }
        if (length < 0) {
            throw new ErrnoException(errno, (int) -length, "read", "inotify fd " + fd);
        }
        return tell((int) length, handler);
    }

    private int tell(int length, Handler handler) {
        ByteBuffer bytes = events.bytes();
        int told = 0;
        for (int at = 0; at < length; at = InotifyEvent.next(bytes, at)) {
            Event event = InotifyEvent.event(bytes, at);
            if (event != null) {
                handler.changed(
                        InotifyEvent.watch(bytes, at),
                        event,
                        InotifyEvent.isFolder(bytes, at),
                        InotifyEvent.cookie(bytes, at),
                        InotifyEvent.name(bytes, at));
                told++;
            }
        }
        return told;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            calls.libc().close(fd);
            calls.release();
        }
    }
}
