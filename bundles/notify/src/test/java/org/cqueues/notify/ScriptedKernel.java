package org.cqueues.notify;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.DirectoryWatcher.Event;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;

/** The real kernel, whose watchers also tell what a test says, lose what it says, and refuse what it says. One watcher at a time. */
final class ScriptedKernel {
    private final Kernel real;
    private final Queue<Event> extra = new ArrayDeque<>();
    private int lost;
    private String refusal = "";
    private Consumer<String> watched = path -> {};

    ScriptedKernel(Kernel real) {
        this.real = real;
    }

    /** Drops the changes that there are now, and tells of an overflow in their place. */
    void overflow() {
        lost = 1;
    }

    /** Tells something of the first directory that is watched. */
    void tell(Event event) {
        extra.add(event);
    }

    /** Refuses to watch any directory from now on; nothing is refused with an empty name. */
    void refuse(String errno) {
        refusal = errno;
    }

    /** Has something done whenever a directory was begun to be watched, before it is looked through. */
    void onWatch(Consumer<String> watched) {
        this.watched = watched;
    }

    Kernel kernel() {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (self, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof DirectoryWatcher watcher ? new Scripted(watcher) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Scripted implements DirectoryWatcher {
        private final DirectoryWatcher watcher;
        private int first = -1;

        Scripted(DirectoryWatcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public int descriptor() {
            return watcher.descriptor();
        }

        @Override
        public int watch(String path, boolean follow) throws ErrnoException {
            if (!refusal.isEmpty()) {
                throw new ErrnoException(real.errno(), real.errno().code(refusal), "inotify_add_watch", path);
            }
            int watch = watcher.watch(path, follow);
            first = first < 0 ? watch : first;
            watched.accept(path);
            return watch;
        }

        @Override
        public void unwatch(int watch) {
            watcher.unwatch(watch);
        }

        @Override
        public int read(Handler handler) throws ErrnoException {
            if (lost > 0) {
                lost--;
                while (watcher.read((watch, event, folder, cookie, name) -> {}) > 0) {}
                handler.changed(-1, Event.OVERFLOW, false, 0, "");
                return 1;
            }
            Event event = extra.poll();
            if (event != null) {
                handler.changed(first, event, false, 0, "");
                return 1;
            }
            return watcher.read(handler);
        }

        @Override
        public void close() {
            watcher.close();
        }
    }
}
