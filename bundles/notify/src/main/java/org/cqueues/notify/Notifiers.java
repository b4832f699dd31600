package org.cqueues.notify;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.notify.impl.NotifierService;
import org.osgi.annotation.versioning.ProviderType;

/** The service that makes notifiers. Any thread. Closing it closes the notifiers it made. Guide 3.2.6. */
@ProviderType
public interface Notifiers extends AutoCloseable {
    /**
     * {@return notifiers for programs without a framework}
     *
     * @param kernel the system to ask; stays the caller's
     * @param controllers whose coroutines wait; stays the caller's, and is closed after the notifiers
     */
    static Notifiers open(Kernel kernel, Controllers controllers) {
        return NotifierService.open(kernel, controllers);
    }

    /**
     * Watches a directory for all of the guide's changes of itself, and of the files that are added. Guide: {@code notify.opendir}.
     *
     * @param path directory; a symbolic link is followed
     * @return a new notifier
     * @throws IOException as {@link #opendir(String, Set, Scope)}
     * @throws IllegalStateException if the service is closed
     */
    Notifier opendir(String path) throws IOException;

    /**
     * Watches a directory for some changes of itself, and for those of the files that are added.
     *
     * @param path directory; a symbolic link is followed
     * @param changes what to tell of the directory itself
     * @return a new notifier
     * @throws IOException as {@link #opendir(String, Set, Scope)}
     * @throws IllegalStateException if the service is closed
     */
    Notifier opendir(String path, Set<Flag> changes) throws IOException;

    /**
     * Watches a directory, from the moment when this returns: what is there then can be listed, what comes later is told.
     *
     * @param path directory; a symbolic link is followed
     * @param changes what to tell of the directory itself, and of the entries that were not added by name; the end of the watching is always told
     * @param scope of which files to tell
     * @return a new notifier
     * @throws IOException if the system refuses: {@code ENOENT}, {@code ENOTDIR}, {@code EACCES}; {@code EMFILE} at the limit of descriptors or of
     *     watchers, {@code ENOSPC} at that of watches, of which a {@link Scope#TREE} needs one a directory: both messages tell the limit
     * @throws UnsupportedOperationException if there is no way to watch directories here, with the reason
     * @throws IllegalStateException if the service is closed
     */
    Notifier opendir(String path, Set<Flag> changes, Scope scope) throws IOException;

    /** {@return how directories are watched here, and why no other way was taken} */
    Choice features();

    /**
     * {@return {@code "file notifier"} or {@code "closed file notifier"}; empty for any other object}
     *
     * @param object anything
     */
    Optional<String> type(Object object);

    /**
     * Adds or replaces a method of every notifier, those that exist and those to come.
     *
     * <p>The names are {@code add} (name and set of flags), {@code remove} (name), {@code get} (a timeout, or null for none) and {@code close}. A method of a
     * new name is called with {@link #call}.
     *
     * @param name method name
     * @param method what to run from now on
     * @return what ran until now; empty if there was no such method
     */
    Optional<Method<Notifier>> interpose(String name, Method<Notifier> method);

    /**
     * Calls a method by name, also one that was added.
     *
     * @param self notifier to call it on
     * @param name method name
     * @param arguments its arguments
     * @return its result
     * @throws IllegalArgumentException if there is no such method
     * @throws Exception what the method throws
     */
    Object call(Notifier self, String name, Object... arguments) throws Exception;

    /** Closes every notifier that was made here. Idempotent. */
    @Override
    void close();
}
