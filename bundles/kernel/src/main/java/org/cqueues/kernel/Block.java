package org.cqueues.kernel;

import java.nio.ByteBuffer;

/**
 * A direct buffer with its native address, for calls that take one. Freed when nothing refers to it any more.
 *
 * @param bytes the memory, in native byte order
 * @param address where it starts
 */
public record Block(ByteBuffer bytes, long address) {}
