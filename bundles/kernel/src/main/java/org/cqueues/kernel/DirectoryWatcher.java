package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells of changes in directories, through one queue of the system. Any thread; one at a time reads.
 *
 * <p>What it tells is what the system tells: changes of one directory in their order, a limited number of them, and once there are more, that some are lost.
 */
@ProviderType
public interface DirectoryWatcher extends AutoCloseable {
    /** What can happen to a directory or to an entry of it. */
    enum Event {
        /** Its metadata changed: {@code IN_ATTRIB}. */
        ATTRIB,
        /** Its contents changed: {@code IN_MODIFY}. */
        MODIFY,
        /** An entry was made: {@code IN_CREATE}. */
        CREATE,
        /** An entry was removed: {@code IN_DELETE}. */
        DELETE,
        /** An entry was renamed, from here: {@code IN_MOVED_FROM}. */
        MOVED_FROM,
        /** An entry was renamed, to here: {@code IN_MOVED_TO}. */
        MOVED_TO,
        /** The watched directory itself was removed: {@code IN_DELETE_SELF}. */
        DELETE_SELF,
        /** The watched directory itself was renamed: {@code IN_MOVE_SELF}. */
        MOVE_SELF,
        /** The file system of the watched directory was unmounted: {@code IN_UNMOUNT}. */
        UNMOUNT,
        /** The watch is gone, and its number may be another's: {@code IN_IGNORED}. */
        IGNORED,
        /** Changes of any of the directories were lost: {@code IN_Q_OVERFLOW}. */
        OVERFLOW
    }

    /** Told of each change by {@link DirectoryWatcher#read}. */
    @FunctionalInterface
    interface Handler {
        /**
         * Notes a change. It must neither throw nor read.
         *
         * @param watch which directory, as {@link DirectoryWatcher#watch} returned; -1 for an overflow
         * @param event what happened
         * @param folder whether it happened to a directory
         * @param cookie the same for both ends of one rename, else 0
         * @param name of the entry; empty for the directory itself
         */
        void changed(int watch, Event event, boolean folder, int cookie, String name);
    }

    /** {@return a descriptor that polls readable while there are changes to read} */
    int descriptor();

    /**
     * Begins to watch a directory; one that is watched already keeps its number.
     *
     * @param path directory
     * @param follow whether a symbolic link is followed
     * @return number of the watch
     * @throws ErrnoException {@code ENOENT}, {@code ENOTDIR} or {@code EACCES}; {@code ENOSPC} at the user's limit of watches, which the message tells
     * @throws IllegalStateException if the watcher is closed
     * @see <a href="https://man7.org/linux/man-pages/man2/inotify_add_watch.2.html">inotify_add_watch(2)</a>
     */
    int watch(String path, boolean follow) throws ErrnoException;

    /**
     * Ends a watch; {@link Event#IGNORED} follows. Quiet if it is gone already.
     *
     * @param watch number of the watch
     */
    void unwatch(int watch);

    /**
     * Tells some of the changes that are there, without waiting.
     *
     * @param handler told of each, on this thread
     * @return how many were told; 0 if there are none, or the watcher is closed
     * @throws ErrnoException if the system refuses
     */
    int read(Handler handler) throws ErrnoException;

    /** Ends every watch. Idempotent. */
    @Override
    void close();
}
