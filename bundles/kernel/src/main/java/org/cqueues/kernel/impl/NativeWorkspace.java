package org.cqueues.kernel.impl;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;

/** Calls and memory for one thread at a time: worker. Blocks are a stack, because the one used last is still in the processor's cache. */
final class NativeWorkspace implements Workspace {
    /** More are left to the garbage collector, so that one burst does not hold its memory for ever. */
    static final int KEPT = 64;

    private final Binding binding;
    private final NativeSyscalls syscalls;
    private final Block[] idle = new Block[KEPT];
    private int idleCount;
    private byte[] scratch = new byte[BLOCK_SIZE];
    private boolean closed;

    NativeWorkspace(Binding binding, Errno errno) {
        this.binding = binding;
        syscalls = new NativeSyscalls(binding, errno);
    }

    @Override
    public Syscalls syscalls() {
        return syscalls;
    }

    @Override
    public Block acquire(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("a block has at least 0 bytes, not " + size);
        }
        for (int i = idleCount - 1; i >= 0; i--) {
            if (idle[i].bytes().capacity() >= size) {
                return cleared(take(i));
            }
        }
        return binding.allocate(rounded(size));
    }

    /** Whole multiples of the usual size, so that a block serves sizes near the one it was made for too. */
    private static int rounded(int size) {
        int blocks = Math.max(1, size / BLOCK_SIZE + (size % BLOCK_SIZE == 0 ? 0 : 1));
        return (int) Math.min((long) blocks * BLOCK_SIZE, Integer.MAX_VALUE);
    }

    private Block take(int index) {
        Block block = idle[index];
        idleCount--;
        System.arraycopy(idle, index + 1, idle, index, idleCount - index);
        idle[idleCount] = null;
        return block;
    }

    private static Block cleared(Block block) {
        block.bytes().clear().order(ByteOrder.nativeOrder());
        return block;
    }

    @Override
    public void release(Block block) {
        if (idleCount < KEPT && !closed) {
            idle[idleCount++] = block;
        }
    }

    @Override
    public byte[] scratch(int size) {
        if (scratch.length < size) {
            scratch = new byte[Math.max(size, (int) Math.min(scratch.length * 2L, Integer.MAX_VALUE - 8))];
        }
        return scratch;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Arrays.fill(idle, null);
            idleCount = 0;
            syscalls.release();
        }
    }
}
