package org.cqueues.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The system calls, over each binding. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class SyscallsTest {
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;

    private static final SocketName LOOPBACK_4 = SocketName.of(new InetSocketAddress(address(127, 0, 0, 1), 0));
    private static final SocketName LOOPBACK_6 =
            SocketName.of(new InetSocketAddress(address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 0));

    @Parameter
    String binding;

    private Kernel kernel;
    private Workspace workspace;
    private Syscalls calls;
    private Block block;

    @BeforeEach
    void open() {
        kernel = TestBindings.open(binding, "poll");
        workspace = kernel.openWorkspace();
        calls = workspace.syscalls();
        block = workspace.acquire(0);
    }

    @AfterEach
    void close() {
        workspace.close();
        kernel.close();
    }

    private static InetAddress address(int... bytes) {
        byte[] address = new byte[bytes.length];
        IntStream.range(0, bytes.length).forEach(i -> address[i] = (byte) bytes[i]);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private int errno(String name) {
        return -kernel.errno().code(name);
    }

    private static int opened(int result) {
        assertTrue(result >= 0, "errno " + -result);
        return result;
    }

    private void send(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        block.bytes().put(0, bytes);
        assertEquals(bytes.length, calls.write(fd, block.address(), bytes.length));
    }

    private String receive(int fd) {
        int count = opened((int) calls.read(fd, block.address(), Workspace.BLOCK_SIZE));
        byte[] bytes = new byte[count];
        block.bytes().get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void awaitReady(int fd, Readiness interest) throws ErrnoException {
        try (Poller poller = kernel.openPoller()) {
            poller.watch(fd, interest);
            assertEquals(1, poller.poll(Long.MAX_VALUE, (ready, what) -> {}));
        }
    }

    private int listener(Family family, SocketName address) {
        int listener = opened(calls.socket(family, Type.STREAM));
        assertEquals(0, calls.setsockopt(listener, Option.SO_REUSEADDR, 1));
        assertEquals(0, calls.bind(listener, address));
        assertEquals(0, calls.listen(listener, 8));
        return listener;
    }

    /** Connects a client of a family to an address, sends both ways, and checks the names that both sides see. */
    private void roundTrip(int listener, Family family, SocketName address) throws ErrnoException {
        int client = opened(calls.socket(family, Type.STREAM));
        int connecting = calls.connect(client, address);
        assertTrue(connecting == 0 || connecting == errno("EINPROGRESS"), "errno " + -connecting);
        awaitReady(client, Readiness.WRITE);
        assertEquals(0, calls.getsockopt(client, Option.SO_ERROR));
        awaitReady(listener, Readiness.READ);
        int server = opened(calls.accept(listener));

        send(client, "hello");
        awaitReady(server, Readiness.READ);
        assertEquals("hello", receive(server));
        assertEquals(address, calls.getpeername(client));
        assertEquals(calls.getsockname(client), calls.getpeername(server));
        assertEquals(address.host(), calls.getsockname(server).host());
        for (int fd : new int[] {client, server, listener}) {
            assertEquals(0, calls.close(fd));
        }
    }

    @Test
    void tcpOverIpv4() throws ErrnoException {
        int listener = listener(Family.INET, LOOPBACK_4);

        roundTrip(listener, Family.INET, calls.getsockname(listener));
    }

    @Test
    void tcpOverIpv6() throws ErrnoException {
        int listener = listener(Family.INET6, LOOPBACK_6);
        SocketName name = calls.getsockname(listener);
        assertTrue(name.inet().getAddress() instanceof Inet6Address);

        roundTrip(listener, Family.INET6, name);
    }

    @Test
    void ipv4AddressOnAnIpv6SocketIsMappedAndComesBackAsIpv4() throws ErrnoException {
        int listener = listener(Family.INET6, LOOPBACK_4);
        SocketName name = calls.getsockname(listener);
        assertEquals(LOOPBACK_4.host(), name.host());

        roundTrip(listener, Family.INET6, name);
    }

    @Test
    void ipv6AddressOnAnIpv4SocketIsRefused() throws ErrnoException {
        int socket = opened(calls.socket(Family.INET, Type.STREAM));

        assertEquals(errno("EAFNOSUPPORT"), calls.bind(socket, LOOPBACK_6));
        calls.close(socket);
    }

    @Test
    void refusedConnectionIsToldByTheCallOrByTheOption() throws ErrnoException {
        int listener = listener(Family.INET, LOOPBACK_4);
        SocketName name = calls.getsockname(listener);
        calls.close(listener);
        int client = opened(calls.socket(Family.INET, Type.STREAM));

        int result = calls.connect(client, name);
        if (result == errno("EINPROGRESS")) {
            awaitReady(client, Readiness.WRITE);
            result = -calls.getsockopt(client, Option.SO_ERROR);
        }

        assertEquals(errno("ECONNREFUSED"), result);
        assertEquals(0, calls.getsockopt(client, Option.SO_ERROR), "it is cleared");
        calls.close(client);
    }

    @Test
    void addressInUseIsRefused() throws ErrnoException {
        int listener = listener(Family.INET, LOOPBACK_4);
        int other = opened(calls.socket(Family.INET, Type.STREAM));

        assertEquals(errno("EADDRINUSE"), calls.bind(other, calls.getsockname(listener)));
        calls.close(other);
        calls.close(listener);
    }

    @Test
    void acceptWithoutAConnectionWouldBlock() {
        int listener = listener(Family.INET, LOOPBACK_4);

        assertEquals(errno("EAGAIN"), calls.accept(listener));
        calls.close(listener);
    }

    @Test
    void pairCarriesBytesBothWaysUntilShutDown() {
        int[] fds = new int[2];
        assertEquals(0, calls.socketpair(Type.STREAM, fds));
        assertEquals(errno("EAGAIN"), calls.read(fds[0], block.address(), 1));
        send(fds[0], "there");
        assertEquals("there", receive(fds[1]));
        assertEquals(0, calls.shutdown(fds[0], Readiness.WRITE));
        assertEquals("", receive(fds[1]));
        send(fds[1], "back");
        assertEquals("back", receive(fds[0]));
        assertEquals(0, calls.shutdown(fds[0], Readiness.READ_WRITE));
        assertEquals(errno("EPIPE"), calls.write(fds[1], block.address(), 1));
        calls.close(fds[0]);
        calls.close(fds[1]);
    }

    @Test
    void fullSocketTakesAPartAndThenWouldBlock() {
        try (Pair pair = new Pair(kernel)) {
            Block large = workspace.acquire(8 << 20);
            long written = calls.write(pair.near(), large.address(), 8 << 20);

            assertTrue(written > 0 && written < 8 << 20, "wrote " + written);
            pair.fillNear();
        }
    }

    @Test
    void everyCallOnAClosedDescriptorIsRefused() {
        int fd = opened(calls.socket(Family.INET, Type.STREAM));
        assertEquals(0, calls.close(fd));
        int ebadf = errno("EBADF");

        assertEquals(ebadf, calls.close(fd));
        assertEquals(ebadf, calls.read(fd, block.address(), 1));
        assertEquals(ebadf, calls.write(fd, block.address(), 1));
        assertEquals(ebadf, calls.bind(fd, LOOPBACK_4));
        assertEquals(ebadf, calls.listen(fd, 1));
        assertEquals(ebadf, calls.accept(fd));
        assertEquals(ebadf, calls.connect(fd, LOOPBACK_4));
        assertEquals(ebadf, calls.shutdown(fd, Readiness.READ));
        assertEquals(ebadf, calls.setsockopt(fd, Option.SO_KEEPALIVE, 1));
        assertEquals(ebadf, calls.getsockopt(fd, Option.SO_KEEPALIVE));
        assertEquals(
                "EBADF",
                assertThrows(ErrnoException.class, () -> calls.getsockname(fd)).name());
        assertEquals(
                "EBADF",
                assertThrows(ErrnoException.class, () -> calls.getpeername(fd)).name());
    }

    @Test
    void flagsAreZeroOrOne() {
        int socket = opened(calls.socket(Family.INET, Type.STREAM));
        for (Option option :
                new Option[] {Option.SO_REUSEADDR, Option.SO_REUSEPORT, Option.SO_KEEPALIVE, Option.TCP_NODELAY}) {
            assertEquals(0, calls.getsockopt(socket, option), option.name());
            assertEquals(0, calls.setsockopt(socket, option, 1), option.name());
            assertEquals(1, calls.getsockopt(socket, option), option.name());
        }
        calls.close(socket);
    }

    @Test
    void buffersHaveAtLeastTheSizeAskedFor() {
        int socket = opened(calls.socket(Family.INET, Type.STREAM));
        for (Option option : new Option[] {Option.SO_SNDBUF, Option.SO_RCVBUF}) {
            assertEquals(0, calls.setsockopt(socket, option, 16_384));
            assertTrue(calls.getsockopt(socket, option) >= 16_384, option.name());
        }
        calls.close(socket);
    }

    @Test
    void pendingErrorCannotBeSet() {
        int socket = opened(calls.socket(Family.INET, Type.STREAM));

        assertEquals(errno("ENOPROTOOPT"), calls.setsockopt(socket, Option.SO_ERROR, 1));
        calls.close(socket);
    }

    @Test
    void pairOfAnyTypeHasNoName() throws ErrnoException {
        for (Type type : Type.values()) {
            int[] fds = new int[2];
            assertEquals(0, calls.socketpair(type, fds));
            assertEquals(new SocketName.Unix(""), calls.getsockname(fds[0]));
            assertEquals(new SocketName.Unix(""), calls.getpeername(fds[1]));
            assertEquals(type.ordinal(), calls.getsockopt(fds[0], Option.SO_TYPE));
            assertEquals(Family.UNIX.ordinal(), calls.getsockopt(fds[0], Option.SO_DOMAIN));
            calls.close(fds[0]);
            calls.close(fds[1]);
        }
    }

    @Test
    void unconnectedSocketHasNoPeer() {
        int socket = opened(calls.socket(Family.INET, Type.STREAM));

        assertEquals(
                "ENOTCONN",
                assertThrows(ErrnoException.class, () -> calls.getpeername(socket))
                        .name());
        assertEquals(errno("ENOTCONN"), calls.shutdown(socket, Readiness.READ));
        calls.close(socket);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void descriptorsAreClosedOnExecAndDoNotBlockFromBirth() throws Exception {
        int listener = listener(Family.INET, LOOPBACK_4);
        int client = opened(calls.socket(Family.INET, Type.STREAM));
        calls.connect(client, calls.getsockname(listener));
        awaitReady(listener, Readiness.READ);
        int server = opened(calls.accept(listener));
        int[] pair = new int[2];
        assertEquals(0, calls.socketpair(Type.STREAM, pair));
        for (int fd : new int[] {listener, client, server, pair[0], pair[1]}) {
            assertEquals(O_CLOEXEC | O_NONBLOCK, flags(fd) & (O_CLOEXEC | O_NONBLOCK));
            calls.close(fd);
        }
    }

    private static int flags(int fd) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/fdinfo", String.valueOf(fd))).stream()
                .filter(text -> text.startsWith("flags:"))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring("flags:".length()).strip(), 8);
    }

    @Test
    void misuseNamesTheValue() {
        assertThrows(IllegalArgumentException.class, () -> calls.shutdown(0, Readiness.NONE));
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        IllegalArgumentException misuse =
                assertThrows(IllegalArgumentException.class, () -> calls.connect(0, SocketName.of(unresolved)));
        assertTrue(misuse.getMessage().contains("nowhere.invalid"), misuse.getMessage());
    }

    @Test
    void eachThreadSeesItsOwnErrno() {
        Syscalls shared = kernel.syscalls();
        try (Pair pair = new Pair(kernel)) {
            CompletableFuture<?> other = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20_000; i++) {
                    assertEquals(errno("EBADF"), shared.read(-1, block.address(), 1));
                }
            });
            for (int i = 0; i < 20_000; i++) {
                assertEquals(errno("EAGAIN"), shared.read(pair.near(), block.address(), 1));
            }
            other.join();
        }
    }

    @Test
    void everySharedCallWorks() throws ErrnoException {
        calls = kernel.syscalls();
        int listener = listener(Family.INET, LOOPBACK_4);

        roundTrip(listener, Family.INET, calls.getsockname(listener));
        pairCarriesBytesBothWaysUntilShutDown();
    }
}
