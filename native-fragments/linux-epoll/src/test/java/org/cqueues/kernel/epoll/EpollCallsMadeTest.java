package org.cqueues.kernel.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Pair;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.TestBindings;
import org.cqueues.kernel.impl.Binding;
import org.cqueues.kernel.impl.DescriptorLimit;
import org.cqueues.kernel.impl.NativeKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Which system calls a poller makes, and what it does when one fails. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class EpollCallsMadeTest {
    @Parameter
    String binding;

    private Kernel kernel;
    private ScriptedEpollCalls waiting;
    private ScriptedEpollCalls control;

    @BeforeEach
    void openKernel() {
        kernel = TestBindings.open(binding, "epoll");
        openCalls("", 0);
    }

    private void openCalls(String failing, int failure) {
        Binding real = NativeKernel.of(kernel).nativeBinding();
        waiting = new ScriptedEpollCalls(EpollProvider.calls(real));
        control = new ScriptedEpollCalls(EpollProvider.calls(real));
        control.failing = failing;
        control.failure = failure;
    }

    @AfterEach
    void closeKernel() {
        waiting.release();
        control.release();
        kernel.close();
    }

    private Poller open() throws ErrnoException {
        Poller poller = EpollPoller.open(kernel.errno(), NativeKernel.of(kernel).nativeBinding(), waiting, control);
        control.made.clear();
        return poller;
    }

    private int errno(String name) {
        return -kernel.errno().code(name);
    }

    @Test
    void watchThatChangesNothingIsNoCall() throws ErrnoException {
        try (Poller poller = open();
                Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.NONE);
            poller.watch(pair.near(), Readiness.READ);
            poller.watch(pair.near(), Readiness.READ);
            poller.watch(pair.near(), Readiness.WRITE);
            poller.watch(pair.near(), Readiness.NONE);
            poller.watch(pair.near(), Readiness.NONE);

            assertEquals(List.of("ADD", "MOD", "DEL"), control.made);
        }
    }

    @Test
    void modifyingWhatTheKernelForgotAddsIt() throws ErrnoException {
        try (Poller poller = open();
                Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.READ);
            control.failing = "MOD";
            control.failure = errno("ENOENT");
            assertEquals(
                    "EEXIST",
                    assertThrows(ErrnoException.class, () -> poller.watch(pair.near(), Readiness.WRITE))
                            .name());

            assertEquals(List.of("ADD", "MOD", "ADD"), control.made);
            control.failing = "";
            poller.watch(pair.near(), Readiness.WRITE);
            assertEquals(
                    List.of("ADD", "MOD", "ADD", "ADD", "MOD"), control.made, "adding what the kernel has modifies it");
            assertEquals(1, poller.poll(Long.MAX_VALUE, (fd, ready) -> assertEquals(Readiness.WRITE, ready)));
        }
    }

    @Test
    void aPollIsOneCall() throws ErrnoException {
        try (Poller poller = open();
                Pair pair = new Pair(kernel)) {
            poller.watch(pair.near(), Readiness.WRITE);
            control.made.clear();
            for (long timeout : new long[] {0, Long.MAX_VALUE, 1_000}) {
                assertEquals(1, poller.poll(timeout, (fd, ready) -> {}));
            }

            assertEquals(List.of("epoll_wait 0", "epoll_wait -1", "epoll_pwait2"), waiting.made);
            assertEquals(List.of(), control.made);
        }
    }

    @Test
    void oldKernelCountsMillisecondsRoundedUpForGood() throws ErrnoException {
        waiting.failing = "epoll_pwait2";
        waiting.failure = errno("ENOSYS");
        try (Poller poller = open()) {
            poller.alert();
            assertEquals(0, poller.poll(1, (fd, ready) -> {}));
            poller.alert();
            assertEquals(0, poller.poll(2_000_001, (fd, ready) -> {}));

            assertEquals(List.of("epoll_pwait2", "epoll_wait 1", "epoll_wait 3"), waiting.made);
        }
    }

    @Test
    void newKernelHasNanoseconds() throws ErrnoException {
        try (Poller poller = open()) {
            assertEquals(0, poller.poll(1_000, (fd, ready) -> {}));

            assertEquals(List.of("epoll_pwait2"), waiting.made, "this suite runs on Linux 5.11 and later");
        }
    }

    @Test
    void millisecondsAreRoundedUpAndCapped() {
        assertEquals(1, EpollPoller.toMillis(1));
        assertEquals(1, EpollPoller.toMillis(1_000_000));
        assertEquals(2, EpollPoller.toMillis(1_000_001));
        assertEquals(Integer.MAX_VALUE, EpollPoller.toMillis(Long.MAX_VALUE - 1));
    }

    @Test
    void interruptedPollReportsNothing() throws ErrnoException {
        waiting.failing = "epoll_wait -1";
        waiting.failure = errno("EINTR");
        try (Poller poller = open()) {
            assertEquals(0, poller.poll(Long.MAX_VALUE, (fd, ready) -> {}));
        }
    }

    @Test
    void refusedPollIsTold() throws ErrnoException {
        waiting.failing = "epoll_wait -1";
        waiting.failure = errno("EINVAL");
        try (Poller poller = open()) {
            assertEquals(
                    "EINVAL",
                    assertThrows(ErrnoException.class, () -> poller.poll(Long.MAX_VALUE, (fd, ready) -> {}))
                            .name());
        }
    }

    @Test
    void refusedInterestIsNotRemembered() throws ErrnoException {
        try (Poller poller = open();
                Pair pair = new Pair(kernel)) {
            control.failing = "ADD";
            control.failure = errno("ENOSPC");
            assertEquals(
                    "ENOSPC",
                    assertThrows(ErrnoException.class, () -> poller.watch(pair.near(), Readiness.READ))
                            .name());
            control.failing = "";
            poller.watch(pair.near(), Readiness.READ);

            assertEquals(List.of("ADD", "ADD"), control.made);
        }
    }

    @Test
    void openingThatFailsOnTheWayClosesWhatItOpened() {
        int before = DescriptorLimit.openDescriptors();
        for (String call : List.of("epoll_create1", "eventfd", "ADD")) {
            for (int i = 0; i < 100; i++) {
                waiting.release();
                control.release();
                openCalls(call, errno("ENOMEM"));
                assertEquals(
                        "ENOMEM", assertThrows(ErrnoException.class, this::open).name());
                assertTrue(waiting.made.contains("release") && control.made.contains("release"));
            }
        }

        assertTrue(DescriptorLimit.openDescriptors() - before < 50);
    }
}
