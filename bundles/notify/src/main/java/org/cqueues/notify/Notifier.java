package org.cqueues.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.cqueues.controller.Pollable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells of changes in one directory. Any thread, several at once: each change is told to one of them. Polls ready while there may be something to tell.
 * Guide 3.2.6.
 *
 * <p>What happens to one file before it is told is told together, files in the order in which they changed first. When more happens than the system keeps,
 * that is told ({@link Flag#OVERFLOW}), and the directory is looked through: what has come, has gone, and may have changed is told then. So who
 * keeps to what is told ends up with what is there.
 *
 * <p>When the directory itself is removed, renamed or unmounted, that is told once, for {@code "."}, and the notifier has ended.
 */
@ProviderType
public interface Notifier extends Pollable, AutoCloseable {
    /**
     * Tells of a file too, for any of the guide's changes. Guide: {@code notify:add}.
     *
     * @param name name in the directory; need not exist
     * @return this notifier
     * @throws IllegalArgumentException if it is no name: empty, {@code "."}, {@code ".."}, or with a slash or a NUL
     * @throws IllegalStateException if the notifier is closed
     */
    Notifier add(String name);

    /**
     * Tells of a file too, or of other changes of it. In a {@link Scope#TREE} it may be a path.
     *
     * @param name name in the directory; need not exist
     * @param changes what to tell of it; not empty
     * @return this notifier
     * @throws IllegalArgumentException if it is no name, or there are no changes
     * @throws IllegalStateException if the notifier is closed
     */
    Notifier add(String name, Set<Flag> changes);

    /**
     * Ends what {@link #add} began; what has not been told yet is forgotten.
     *
     * @param name name in the directory
     * @return whether it had been added
     */
    boolean remove(String name);

    /**
     * Waits for a change. Guide: {@code notify:get}.
     *
     * @return a change; empty once the notifier has ended
     * @throws java.nio.channels.ClosedChannelException if the notifier is closed, also while this waits
     * @throws IOException if the directory cannot be looked through, or one below cannot be watched; what is known is told before
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    Optional<Change> get() throws IOException;

    /**
     * Waits for a change, for a time.
     *
     * @param timeout longest wait; zero or less looks only
     * @return a change; empty if the time is over, or the notifier has ended
     * @throws java.nio.channels.ClosedChannelException if the notifier is closed, also while this waits
     * @throws java.io.InterruptedIOException if somebody cancels the waits for the descriptor
     * @throws IOException if the directory cannot be looked through, or one below cannot be watched; what is known is told before
     * @throws org.cqueues.controller.CoroutineCancelledException if the calling coroutine is cancelled
     */
    Optional<Change> get(Duration timeout) throws IOException;

    /**
     * {@return the changes as they come, each waited for, until the notifier has ended; may be begun several times. Guide: {@code notify:changes}}
     *
     * <p>The iterator throws what {@link #get()} throws, an {@code IOException} as the cause of an {@link java.io.UncheckedIOException}.
     */
    Iterable<Change> changes();

    /**
     * {@return the changes as they come, until the notifier has ended or none comes for a time}
     *
     * @param timeout longest wait for each
     */
    Iterable<Change> changes(Duration timeout);

    /** {@return whether the directory is gone and all is told} */
    boolean isEnded();

    /** {@return the directory, as it was given} */
    String path();

    /** {@return the descriptor of the system's queue; -1 once the notifier has ended or is closed} */
    @Override
    int pollfd();

    /** Ends the watching; whoever waits is told. Idempotent. */
    @Override
    void close();
}
