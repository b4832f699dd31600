package org.cqueues.kernel.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cqueues.kernel.Block;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.TestBindings;
import org.cqueues.kernel.sim.SimulatedKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class NativeKernelTest {
    @Parameter
    String binding;

    private Kernel kernel;

    @BeforeEach
    void open() {
        kernel = TestBindings.open(binding, "poll");
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void clockIsTheSystemsMonotonicOne() {
        Binding own = NativeKernel.of(kernel).nativeBinding();
        Libc libc = own.open();
        Block time = own.allocate(Timespec.SIZE);
        for (int i = 0; i < 1_000; i++) {
            long before = kernel.monotonicNanos();
            assertEquals(0, libc.clock_gettime(Platform.CLOCK_MONOTONIC, time.address()));
            long after = kernel.monotonicNanos();

            long between = Timespec.nanos(time.bytes(), 0);
            assertTrue(before <= between && between <= after, before + " " + between + " " + after);
        }
        libc.release();
    }

    @Test
    void raisedDescriptorLimitIsTheHardOne() throws ErrnoException {
        Binding own = NativeKernel.of(kernel).nativeBinding();
        Libc libc = own.open();
        Block limit = own.allocate(Rlimit.SIZE);
        libc.getrlimit(Platform.RLIMIT_NOFILE, limit.address());
        long hard = Rlimit.hard(limit.bytes(), 0);
        long soft = Rlimit.soft(limit.bytes(), 0);
        Rlimit.put(limit.bytes(), 0, hard - 1, hard);
        assertEquals(0, libc.setrlimit(Platform.RLIMIT_NOFILE, limit.address()));

        assertEquals(hard, kernel.raiseDescriptorLimit());
        assertEquals(hard, kernel.raiseDescriptorLimit());

        libc.getrlimit(Platform.RLIMIT_NOFILE, limit.address());
        assertEquals(hard, Rlimit.soft(limit.bytes(), 0));
        Rlimit.put(limit.bytes(), 0, soft, hard);
        libc.setrlimit(Platform.RLIMIT_NOFILE, limit.address());
        libc.release();
    }

    @Test
    void closedKernelOpensNothingMore() {
        kernel.close();
        kernel.close();

        assertThrows(IllegalStateException.class, kernel::openPoller);
        assertThrows(IllegalStateException.class, kernel::openWorkspace);
        assertThrows(IllegalStateException.class, () -> kernel.syscalls().close(-1));
    }

    @Test
    void pollerOutlivesItsKernel() throws ErrnoException {
        try (Poller poller = kernel.openPoller()) {
            kernel.close();
            poller.alert();

            assertEquals(0, poller.poll(Long.MAX_VALUE, (fd, ready) -> {}));
        }
    }

    @Test
    void nativeBackendRefusesAnotherKernel() {
        assertThrows(IllegalArgumentException.class, () -> NativeKernel.of(new SimulatedKernel()));
    }
}
