package org.cqueues.kernel;

/** Told of each ready descriptor by {@link Poller#poll}. */
@FunctionalInterface
public interface ReadyHandler {
    /**
     * Notes that a descriptor is ready. It must neither throw nor call the poller.
     *
     * @param fd descriptor
     * @param readiness what it is ready for; after a hang-up or an error, everything that was watched
     */
    void ready(int fd, Readiness readiness);
}
