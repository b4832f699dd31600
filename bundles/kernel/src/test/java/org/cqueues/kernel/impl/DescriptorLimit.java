package org.cqueues.kernel.impl;

import java.io.File;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Kernel;

/** Lets this process open only a few descriptors more, until closed. */
public final class DescriptorLimit implements AutoCloseable {
    private static final int SETTLING = 20;
    private static final long MILLI = 1_000_000;

    private final Libc libc;
    private final Block limit;
    private final long soft;
    private final Deque<Integer> fillers = new ArrayDeque<>();

    /** Sets the limit so that a number of descriptors is free. */
    public DescriptorLimit(Kernel kernel, int free) {
        Binding binding = NativeKernel.of(kernel).nativeBinding();
        libc = binding.open();
        limit = binding.allocate(Rlimit.SIZE);
        libc.getrlimit(Platform.RLIMIT_NOFILE, limit.address());
        soft = Rlimit.soft(limit.bytes(), 0);
        set(openDescriptors() + 64);
        settle();
        for (int i = 0; i < free; i++) {
            libc.close(fillers.removeLast());
        }
    }

    /** Takes also what other threads of the JVM have open just now, such as files of classes or of the control group, and give back soon. */
    private void settle() {
        while (open() >= 0) {}
        for (int i = 0; i < SETTLING; i++) {
            LockSupport.parkNanos(MILLI);
            while (open() >= 0) {}
        }
    }

    private int open() {
        int fd = libc.socket(Platform.AF_UNIX, Platform.SOCK_STREAM, 0);
        if (fd >= 0) {
            fillers.addLast(fd);
        }
        return fd;
    }

    /** {@return how many descriptors can still be opened} */
    public int free() {
        int before = fillers.size();
        settle();
        return fillers.size() - before;
    }

    private void set(long value) {
        Rlimit.put(limit.bytes(), 0, value, Rlimit.hard(limit.bytes(), 0));
        if (libc.setrlimit(Platform.RLIMIT_NOFILE, limit.address()) < 0) {
            throw new AssertionError("setrlimit");
        }
    }

    /** {@return how many descriptors this process has open} */
    public static int openDescriptors() {
        return new File("/proc/self/fd").list().length;
    }

    @Override
    public void close() {
        fillers.forEach(libc::close);
        set(soft);
        libc.release();
    }
}
