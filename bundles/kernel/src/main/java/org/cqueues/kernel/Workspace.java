package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/** What code on one thread at a time shares to make calls without allocating: system calls, native blocks and a scratch array. */
@ProviderType
public interface Workspace extends AutoCloseable {
    /** Bytes in a block of the usual size. */
    int BLOCK_SIZE = 4096;

    /** {@return the system calls; for this thread only} */
    Syscalls syscalls();

    /**
     * Takes a block of native memory, the one given back last where it is large enough.
     *
     * @param size least capacity, in bytes; at least 0
     * @return a cleared block of at least that capacity, and at least {@link #BLOCK_SIZE}; the caller's until given back
     */
    Block acquire(int size);

    /**
     * Gives a block back; it must not be used after. Blocks may be given back to another workspace than they came from.
     *
     * @param block a block that was acquired
     */
    void release(Block block);

    /**
     * {@return an array for the span of one operation that does not suspend; its contents are arbitrary}
     *
     * @param size least length, in bytes
     */
    byte[] scratch(int size);

    /** Frees the blocks that were given back. Idempotent. */
    @Override
    void close();
}
