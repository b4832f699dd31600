package org.cqueues.socket.impl;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;

/** A workspace whose reads bring what a test says, whose writes are kept, and which knows how many blocks are out. */
final class ScriptedWorkspace implements Workspace {
    private static final long SPACING = 1L << 40;

    private final Map<Long, ByteBuffer> memory = new HashMap<>();
    private final Deque<byte[]> arriving = new ArrayDeque<>();
    private final int smallest;
    final StringBuilder sent = new StringBuilder();
    int mostAtOnce = Integer.MAX_VALUE;
    int out;
    int calls;

    ScriptedWorkspace() {
        this(BLOCK_SIZE);
    }

    /** Blocks smaller than the contract's, to meet their ends early. */
    ScriptedWorkspace(int smallest) {
        this.smallest = smallest;
    }

    void arrive(String bytes) {
        arriving.add(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public Syscalls syscalls() {
        return (Syscalls) Proxy.newProxyInstance(
                Syscalls.class.getClassLoader(), new Class<?>[] {Syscalls.class}, (self, method, arguments) -> {
                    calls++;
                    long address = (Long) arguments[1];
                    int length = (int) (long) (Long) arguments[2];
                    return switch (method.getName()) {
                        case "read" -> read(address, length);
                        case "write" -> write(address, length);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private long read(long address, int length) {
        byte[] bytes = arriving.poll();
        if (bytes == null) {
            return 0;
        }
        int count = Math.min(bytes.length, length);
        memory.get(address / SPACING).put((int) (address % SPACING), bytes, 0, count);
        if (count < bytes.length) {
            arriving.addFirst(Arrays.copyOfRange(bytes, count, bytes.length));
        }
        return count;
    }

    boolean isArriving() {
        return !arriving.isEmpty();
    }

    private long write(long address, int length) {
        int count = Math.min(length, mostAtOnce);
        byte[] bytes = new byte[count];
        memory.get(address / SPACING).get((int) (address % SPACING), bytes);
        sent.append(new String(bytes, StandardCharsets.ISO_8859_1));
        return count;
    }

    @Override
    public Block acquire(int size) {
        out++;
        long number = memory.size() + 1;
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.max(size, smallest)).order(ByteOrder.nativeOrder());
        memory.put(number, bytes);
        return new Block(bytes, number * SPACING);
    }

    @Override
    public void release(Block block) {
        out--;
    }

    @Override
    public byte[] scratch(int size) {
        byte[] scratch = new byte[size];
        Arrays.fill(scratch, (byte) '#');
        return scratch;
    }

    @Override
    public void close() {}
}
