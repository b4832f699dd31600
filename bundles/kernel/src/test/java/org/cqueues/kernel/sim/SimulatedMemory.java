package org.cqueues.kernel.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.cqueues.kernel.Block;

/** Blocks by made-up addresses, so that calls can find the memory that an address stands for. Any thread. */
final class SimulatedMemory {
    private static final long FIRST = 0x10000;

    /** Between two blocks lies memory that is nobody's, so that a call past the end of a block is found out. */
    private static final long GAP = 4096;

    private final TreeMap<Long, ByteBuffer> blocks = new TreeMap<>();
    private long next = FIRST;

    synchronized Block allocate(int size) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        long address = next;
        next += size + GAP;
        blocks.put(address, bytes);
        return new Block(bytes, address);
    }

    synchronized byte get(long address) {
        Map.Entry<Long, ByteBuffer> block = block(address);
        return block.getValue().get((int) (address - block.getKey()));
    }

    synchronized void put(long address, byte value) {
        Map.Entry<Long, ByteBuffer> block = block(address);
        block.getValue().put((int) (address - block.getKey()), value);
    }

    private Map.Entry<Long, ByteBuffer> block(long address) {
        Map.Entry<Long, ByteBuffer> block = blocks.floorEntry(address);
        if (block == null || address - block.getKey() >= block.getValue().capacity()) {
            throw new AssertionError("address 0x" + Long.toHexString(address) + " is in no block");
        }
        return block;
    }
}
