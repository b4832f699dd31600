package org.cqueues.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SignalCalls;
import org.cqueues.kernel.SignalDescriptor;
import org.cqueues.kernel.TestBindings;
import org.cqueues.kernel.impl.DescriptorLimit;
import org.cqueues.kernel.impl.PendingSignal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Signals that are pending for this thread, as a signalfd gives them, over each binding. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class SignalfdTest {
    @Parameter
    String binding;

    private Kernel kernel;

    @BeforeEach
    void open() {
        kernel = TestBindings.open(binding, "epoll");
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void signalfdIsTakenOnLinux() {
        assertEquals("signalfd", kernel.signalDescriptors().name());
    }

    @Test
    void pendingSignalIsTakenOnce() throws Exception {
        try (PendingSignal pending = new PendingSignal(kernel);
                SignalDescriptor taker = kernel.openSignalDescriptor(SignalCalls.bit(pending.number()));
                Poller poller = kernel.openPoller()) {
            poller.watch(taker.descriptor(), Readiness.READ);
            assertEquals(1, poller.poll(Long.MAX_VALUE, (fd, ready) -> {}));

            assertEquals(pending.number(), taker.read());

            assertEquals(0, taker.read());
            assertEquals(0, poller.poll(0, (fd, ready) -> {}));
            poller.watch(taker.descriptor(), Readiness.NONE);
        }
    }

    @Test
    void otherSignalsStayUntilTheyAreAskedFor() throws Exception {
        try (PendingSignal pending = new PendingSignal(kernel);
                SignalDescriptor taker = kernel.openSignalDescriptor(0)) {
            int fd = taker.descriptor();
            assertEquals(0, taker.read());

            taker.signals(SignalCalls.bit(pending.number()));

            assertEquals(fd, taker.descriptor());
            assertEquals(pending.number(), taker.read());
        }
    }

    @Test
    void closedOneTakesNothing() throws Exception {
        SignalDescriptor taker = kernel.openSignalDescriptor(SignalCalls.bit(10));
        taker.close();
        taker.close();

        assertEquals(0, taker.read());
        assertThrows(IllegalStateException.class, () -> taker.signals(0));
    }

    @Test
    void limitOfDescriptorsIsTold() {
        try (DescriptorLimit limit = new DescriptorLimit(kernel, 0)) {
            assertEquals(0, limit.free());
            ErrnoException full = assertThrows(ErrnoException.class, () -> kernel.openSignalDescriptor(1));

            assertEquals("EMFILE", full.name());
        }
    }
}
