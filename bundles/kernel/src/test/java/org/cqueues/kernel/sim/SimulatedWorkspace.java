package org.cqueues.kernel.sim;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;

/** A workspace that checks its use: strict fake. */
final class SimulatedWorkspace implements Workspace {
    private final SimulatedMemory memory;
    private final Syscalls syscalls;
    private final Map<Block, Boolean> out;
    private final List<Block> idle = new ArrayList<>();
    private byte[] scratch = new byte[BLOCK_SIZE];
    private boolean closed;

    /**
     * Opens a workspace.
     *
     * @param out blocks that are in use, of all workspaces; guarded by itself
     */
    SimulatedWorkspace(SimulatedMemory memory, Syscalls syscalls, IdentityHashMap<Block, Boolean> out) {
        this.memory = memory;
        this.syscalls = syscalls;
        this.out = out;
    }

    @Override
    public Syscalls syscalls() {
        return syscalls;
    }

    @Override
    public Block acquire(int size) {
        if (closed) {
            throw new AssertionError("the workspace is closed");
        }
        Block block = take(size);
        block.bytes().clear().order(ByteOrder.nativeOrder());
        synchronized (out) {
            out.put(block, true);
        }
        return block;
    }

    private Block take(int size) {
        for (int i = idle.size() - 1; i >= 0; i--) {
            if (idle.get(i).bytes().capacity() >= size) {
                return idle.remove(i);
            }
        }
        return memory.allocate(Math.max(size, BLOCK_SIZE));
    }

    @Override
    public void release(Block block) {
        synchronized (out) {
            if (out.remove(block) == null) {
                throw new AssertionError("a block is given back that is not in use");
            }
        }
        idle.add(block);
    }

    @Override
    public byte[] scratch(int size) {
        if (scratch.length < size) {
            scratch = new byte[size];
        }
        return scratch;
    }

    @Override
    public void close() {
        closed = true;
        idle.clear();
    }
}
