package org.cqueues.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of every family, options, messages and descriptors, over each binding. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("org.cqueues.kernel.TestBindings#available")
class NamesAndOptionsTest {
    @Parameter
    String binding;

    @TempDir
    Path directory;

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

    private int errno(String name) {
        return -kernel.errno().code(name);
    }

    private static int opened(int result) {
        assertTrue(result >= 0, "errno " + -result);
        return result;
    }

    private int[] pair(Type type) {
        int[] fds = new int[2];
        assertEquals(0, calls.socketpair(type, fds));
        return fds;
    }

    private void close(int... fds) {
        for (int fd : fds) {
            assertEquals(0, calls.close(fd));
        }
    }

    private void send(int fd, String text, SocketName to, int... fds) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        block.bytes().put(0, bytes);
        assertEquals(bytes.length, calls.sendmsg(fd, block.address(), bytes.length, to, fds));
    }

    private String receive(int fd, int room, Arrival arrival) {
        byte[] bytes = new byte[opened((int) calls.recvmsg(fd, block.address(), room, arrival))];
        block.bytes().get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Connects, which UNIX sockets do at once, and checks what both sides are called. */
    private void connectsUnder(SocketName name, Type type) throws ErrnoException {
        int listener = opened(calls.socket(Family.UNIX, type));
        assertEquals(0, calls.bind(listener, name));
        assertEquals(name, calls.getsockname(listener));
        assertEquals(0, calls.listen(listener, 1));
        int client = opened(calls.socket(Family.UNIX, type));
        assertEquals(0, calls.connect(client, name));
        int server = opened(calls.accept(listener));

        assertEquals(name, calls.getpeername(client));
        assertEquals(name, calls.getsockname(server));
        assertEquals(new SocketName.Unix(""), calls.getpeername(server));
        close(listener, client, server);
    }

    @Test
    void unixSocketIsReachedByItsPath() throws ErrnoException {
        connectsUnder(SocketName.unix(directory.resolve("s").toString()), Type.STREAM);
        connectsUnder(SocketName.unix(directory.resolve("ü").toString()), Type.SEQPACKET);
    }

    @Test
    void abstractNameLeavesNoFile() throws ErrnoException {
        SocketName name =
                SocketName.unix("\0cqueues-" + binding + ProcessHandle.current().pid());

        connectsUnder(name, Type.STREAM);
        connectsUnder(name, Type.STREAM);
    }

    @Test
    void pathOf107BytesIsTheLongest() throws IOException {
        Path shortest = Files.createTempDirectory(Path.of("/tmp"), "cq");
        String prefix = shortest + "/";
        String longest = prefix + "x".repeat(107 - prefix.length());

        connectsUnder(SocketName.unix(longest), Type.STREAM);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SocketName.unix(longest + "y"));
        assertTrue(refused.getMessage().contains("1 to 107 bytes, not 108"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> calls.bind(0, new SocketName.Unix(longest + "y")));
        Files.delete(Path.of(longest));
        Files.delete(shortest);
    }

    @Test
    void emptyPathAndNulInsideAreRefused() {
        for (String path : new String[] {"", "\0", "a\0b"}) {
            assertThrows(IllegalArgumentException.class, () -> SocketName.unix(path));
        }
    }

    @Test
    void namelessUnixSocketIsGivenAnAbstractName() throws ErrnoException {
        int fd = opened(calls.socket(Family.UNIX, Type.DGRAM));

        assertEquals(0, calls.bind(fd, new SocketName.Unix("")));

        assertEquals(6, calls.getsockname(fd).path().length());
        assertTrue(calls.getsockname(fd).path().startsWith("\0"));
        close(fd);
    }

    @Test
    void namesTellTheirFamilyAndRefuseWhatTheyHaveNot() {
        SocketName six = SocketName.of(new InetSocketAddress("::1", 80));
        assertEquals(Family.INET6, six.family());
        assertEquals("[0:0:0:0:0:0:0:1]:80", six.toString());
        assertEquals(80, six.port());
        assertThrows(IllegalStateException.class, six::path);
        assertEquals("@x", SocketName.unix("\0x").toString());
        assertThrows(IllegalStateException.class, SocketName.unix("/x")::port);
        assertEquals(Family.UNSPEC, SocketName.UNSPECIFIED.family());
    }

    @Test
    void flagsAreKept() {
        int tcp = opened(calls.socket(Family.INET6, Type.STREAM));
        for (Option option : new Option[] {Option.SO_OOBINLINE, Option.IPV6_V6ONLY, Option.TCP_CORK}) {
            assertEquals(0, calls.setsockopt(tcp, option, 1), option.name());
            assertEquals(1, calls.getsockopt(tcp, option), option.name());
        }
        int udp = opened(calls.socket(Family.INET, Type.DGRAM));
        assertEquals(0, calls.getsockopt(udp, Option.SO_BROADCAST));
        assertEquals(0, calls.setsockopt(udp, Option.SO_BROADCAST, 1));
        assertEquals(1, calls.getsockopt(udp, Option.SO_BROADCAST));
        assertEquals(errno("ENOPROTOOPT"), calls.setsockopt(udp, Option.TCP_CORK, 1));
        close(tcp, udp);
    }

    @Test
    void lingerIsASecondsCountOrOff() {
        int fd = opened(calls.socket(Family.INET, Type.STREAM));

        assertEquals(SocketCalls.NO_LINGER, calls.getsockopt(fd, Option.SO_LINGER));
        assertEquals(0, calls.setsockopt(fd, Option.SO_LINGER, 7));
        assertEquals(7, calls.getsockopt(fd, Option.SO_LINGER));
        assertEquals(0, calls.setsockopt(fd, Option.SO_LINGER, 0));
        assertEquals(0, calls.getsockopt(fd, Option.SO_LINGER));
        assertEquals(0, calls.setsockopt(fd, Option.SO_LINGER, SocketCalls.NO_LINGER));
        assertEquals(SocketCalls.NO_LINGER, calls.getsockopt(fd, Option.SO_LINGER));
        close(fd);
    }

    @Test
    void socketTellsWhatItIs() {
        int fd = opened(calls.socket(Family.INET6, Type.STREAM));
        assertEquals(Family.INET6.ordinal(), calls.getsockopt(fd, Option.SO_DOMAIN));
        assertEquals(Type.STREAM.ordinal(), calls.getsockopt(fd, Option.SO_TYPE));
        assertEquals(0, calls.getsockopt(fd, Option.SO_ACCEPTCONN));
        assertEquals(0, calls.setsockopt(fd, Option.TCP_DEFER_ACCEPT, 3));
        assertTrue(calls.getsockopt(fd, Option.TCP_DEFER_ACCEPT) >= 3);
        assertEquals(0, calls.listen(fd, 1));
        assertEquals(1, calls.getsockopt(fd, Option.SO_ACCEPTCONN));
        close(fd);
    }

    @Test
    void unixPeerIsThisProcess() throws IOException {
        int[] fds = pair(Type.STREAM);

        Credentials peer = calls.peercred(fds[0]);

        assertEquals(ProcessHandle.current().pid(), peer.pid());
        assertEquals(((Integer) Files.getAttribute(directory, "unix:uid")).longValue(), peer.uid());
        assertTrue(peer.gid() >= 0);
        close(fds);
        int tcp = opened(calls.socket(Family.INET, Type.STREAM));
        assertEquals(new Credentials(0, -1, -1), calls.peercred(tcp));
        close(tcp);
    }

    @Test
    void datagramsKeepTheirBoundariesAndTellTheirSender() throws ErrnoException {
        int one = opened(calls.socket(Family.INET, Type.DGRAM));
        int other = opened(calls.socket(Family.INET, Type.DGRAM));
        SocketName any = SocketName.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        assertEquals(0, calls.bind(one, any));
        assertEquals(0, calls.bind(other, any));
        Arrival arrival = new Arrival();
        assertEquals(errno("EAGAIN"), calls.recvmsg(other, block.address(), 100, arrival));

        send(one, "first", calls.getsockname(other));
        send(one, "", calls.getsockname(other));
        send(one, "second", calls.getsockname(other));

        assertEquals("first", receive(other, 100, arrival));
        assertEquals(calls.getsockname(one), arrival.from());
        assertEquals("", receive(other, 100, arrival));
        assertEquals("sec", receive(other, 3, arrival));
        assertTrue(arrival.isTruncated());
        assertEquals(errno("EAGAIN"), calls.recvmsg(other, block.address(), 100, arrival));
        close(one, other);
    }

    @Test
    void descriptorsTravelWithAMessage() {
        for (Type type : Type.values()) {
            int[] way = pair(type);
            int[] cargo = pair(Type.STREAM);
            send(way[0], "here", SocketName.UNSPECIFIED, cargo);
            close(cargo[1]);

            Arrival arrival = new Arrival();
            assertEquals("here", receive(way[1], 100, arrival));
            int[] received = arrival.fds();
            assertEquals(2, received.length);
            send(received[1], "through", SocketName.UNSPECIFIED);
            assertEquals("through", receive(cargo[0], 100, arrival));
            assertArrayEquals(new int[0], arrival.fds());
            assertFalse(arrival.isControlTruncated());
            close(way);
            close(received);
            close(cargo[0]);
        }
    }

    @Test
    void descriptorsOfOneMessageAreAtMost253() throws IOException {
        int[] way = pair(Type.STREAM);
        int[] most =
                IntStream.generate(() -> way[0]).limit(SocketCalls.SCM_MAX_FD).toArray();
        long before = openSockets();
        send(way[0], "x", SocketName.UNSPECIFIED, most);
        Arrival arrival = new Arrival();
        receive(way[1], 1, arrival);

        assertEquals(SocketCalls.SCM_MAX_FD, arrival.fds().length);
        close(arrival.fds());
        assertEquals(before, openSockets());
        assertThrows(
                IllegalArgumentException.class,
                () -> calls.sendmsg(way[0], block.address(), 1, SocketName.UNSPECIFIED, new int[254]));
        close(way);
    }

    /** The JVM opens and closes files of its own when it likes, but no sockets. */
    private static long openSockets() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.filter(NamesAndOptionsTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void endOfStreamIsAnArrivalOfNothing() {
        int[] way = pair(Type.SEQPACKET);
        close(way[0]);

        assertEquals("", receive(way[1], 10, new Arrival()));
        assertEquals(errno("EPIPE"), calls.sendmsg(way[1], block.address(), 1, SocketName.UNSPECIFIED));
        close(way[1]);
    }

    @Test
    void duplicateIsTheSameFile() {
        int[] fds = pair(Type.STREAM);
        int copy = opened(calls.dup(fds[0]));
        close(fds[0]);

        send(copy, "still", SocketName.UNSPECIFIED);

        assertEquals("still", receive(fds[1], 10, new Arrival()));
        assertEquals(0, calls.adopt(copy));
        close(copy, fds[1]);
        assertEquals(errno("EBADF"), calls.dup(copy));
        assertEquals(errno("EBADF"), calls.adopt(copy));
    }

    @Test
    void modeIsSetBeforeAndAfterBinding() throws IOException {
        Path path = directory.resolve("s");
        int fd = opened(calls.socket(Family.UNIX, Type.STREAM));

        assertEquals(0, calls.fchmod(fd, 0600));
        assertEquals(0, calls.bind(fd, SocketName.unix(path.toString())));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals(0, calls.chmod(path.toString(), 0666));
        assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals(0, calls.unlink(path.toString()));
        assertEquals(errno("ENOENT"), calls.unlink(path.toString()));
        assertEquals(errno("ENOENT"), calls.chmod(path.toString(), 0666));
        assertThrows(IllegalArgumentException.class, () -> calls.unlink("a\0b"));
        close(fd);
    }

    @Test
    void everySharedCallWorks() throws IOException {
        calls = kernel.syscalls();

        unixPeerIsThisProcess();
        datagramsKeepTheirBoundariesAndTellTheirSender();
        descriptorsTravelWithAMessage();
        duplicateIsTheSameFile();
        modeIsSetBeforeAndAfterBinding();
    }
}
