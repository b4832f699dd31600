package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where a call through {@code java.lang.foreign} leaves errno before the JVM can change it. Confined to one thread at a time: two calls
 * that share one would read each other's errno.
 */
public final class Capture {
    /** {@code struct { int errno; }}, the capture state layout of every system but Windows, with room for more. */
    private static final int SIZE = 16;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
    private final Object segment = ForeignLinker.segment(bytes);

    /** {@return the memory segment, as a handle's first argument} */
    public Object segment() {
        return segment;
    }

    /** {@return the result of a call, or the negative errno if it was -1} */
    public int result(int result) {
        return result == -1 ? -bytes.getInt(0) : result;
    }

    /** {@return the result of a call, or the negative errno if it was -1} */
    public long result(long result) {
        return result == -1 ? -bytes.getInt(0) : result;
    }
}
