package org.cqueues.kernel.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.NativePollerContract;
import org.cqueues.kernel.Pair;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.TestBindings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class EpollPollerTest extends NativePollerContract {
    @Parameter
    String binding;

    @Override
    protected Kernel openKernel() {
        return TestBindings.open(binding, "epoll");
    }

    @Override
    protected boolean hasDescriptor() {
        return true;
    }

    @Test
    void stormOfAlertsIsOneWrite() throws IOException {
        Set<String> before = eventfds();
        try (Poller own = kernel.openPoller()) {
            Set<String> opened = new HashSet<>(eventfds());
            opened.removeAll(before);
            assertEquals(1, opened.size());
            for (int i = 0; i < 1_000; i++) {
                own.alert();
            }

            assertEquals(1, counter(opened.iterator().next()));
            assertEquals(0, own.poll(Long.MAX_VALUE, (fd, ready) -> {}));
            own.alert();
            assertEquals(2, counter(opened.iterator().next()), "the counter is never read");
        }
    }

    private static Set<String> eventfds() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.filter(EpollPollerTest::isEventfd)
                    .map(fd -> fd.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isEventfd(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().contains("eventfd");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static int counter(String fd) throws IOException {
        List<String> info = Files.readAllLines(Path.of("/proc/self/fdinfo", fd));
        String line = info.stream()
                .filter(text -> text.startsWith("eventfd-count:"))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring(line.indexOf(':') + 1).trim(), 16);
    }

    @Test
    void numberThatWasClosedWhileWatchedAndReusedIsRecovered() throws ErrnoException {
        Pair old = new Pair(kernel);
        int number = old.near();
        poller.watch(number, Readiness.READ);
        old.close();
        List<Pair> opened = new ArrayList<>();
        do { // the lowest free number is taken, now and then by the JVM for a moment
            opened.add(0, new Pair(kernel));
        } while (opened.get(0).near() != number && opened.get(0).far() != number);
        poller.watch(number, Readiness.WRITE);

        assertEquals(Map.of(number, Readiness.WRITE), poll(Long.MAX_VALUE));
        poller.watch(number, Readiness.NONE);
        opened.forEach(Pair::close);
    }

    @Test
    void droppingAClosedDescriptorIsQuiet() throws ErrnoException {
        Pair pair = new Pair(kernel);
        poller.watch(pair.near(), Readiness.READ);
        pair.close();

        poller.watch(pair.near(), Readiness.NONE);
    }
}
