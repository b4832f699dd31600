package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sockets of every kind but TCP by address, and who is at their other end. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class SocketKindsTest {
    private final World world = new World();
    private long before;

    @TempDir
    Path directory;

    @BeforeEach
    void count() throws IOException {
        before = World.openSockets();
    }

    @AfterEach
    void close() throws IOException {
        world.sockets.close();
        assertEquals(before, World.openSockets());
        world.close();
    }

    private static SocketOptions.Builder tcp() {
        return SocketOptions.builder().host("127.0.0.1").port(0);
    }

    private SocketOptions.Builder path(String name) {
        return SocketOptions.builder().path(directory.resolve(name).toString());
    }

    private static String errno(Executable body) {
        return assertThrows(ErrnoException.class, body::run).name();
    }

    private interface Executable {
        void run() throws Exception;
    }

    /** Sends a line each way. */
    private void talk(Socket one, Socket other) throws Exception {
        world.run(() -> {
            one.write("there\n");
            assertEquals("there", other.read());
            other.write("and back\n");
            assertEquals("and back", one.read());
        });
    }

    @Test
    void pairTalksBothWaysUntilItsEnd() throws Exception {
        List<Socket> pair = world.sockets.pair();
        talk(pair.get(0), pair.get(1));

        pair.get(0).close();

        world.run(() -> assertNull(pair.get(1).read()));
        assertEquals(new SocketName.Unix(""), pair.get(1).localname());
    }

    @Test
    void unixSocketIsReachedByPath() throws Exception {
        SocketOptions options = path("s").build();
        Socket listener = world.sockets.listen(options).listen();
        Socket client = world.sockets.connect(options);
        assertEquals(SocketName.UNSPECIFIED, client.peername());
        client.connect();
        Socket server = listener.accept();

        talk(client, server);
        assertEquals(options.name(), client.peername());
        assertEquals(options.name(), server.localname());
        assertEquals(new SocketName.Unix(""), server.peername());
        assertEquals(SocketName.UNSPECIFIED, listener.peername());
    }

    @Test
    void abstractNameLeavesNoFile() throws Exception {
        SocketName name =
                SocketName.unix("\0cqueues-socket-" + ProcessHandle.current().pid());
        Socket listener = world.sockets.listen(name).listen();
        Socket client = world.sockets.connect(name).connect();

        talk(client, listener.accept());
        assertEquals(name, listener.localname());
    }

    @Test
    void fileHasTheModeWhateverTheUmask() throws Exception {
        world.sockets.listen(path("open").mode("rw-rw-rw-").build()).listen();
        world.sockets.listen(path("masked").mask("---rwxrwx").build()).listen();

        assertEquals("rw-rw-rw-", permissions("open"));
        assertEquals("rwx------", permissions("masked"));
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }

    @Test
    void takenPathIsTakenOverOnlyIfItIsUnlinked() throws Exception {
        world.sockets.listen(path("s").build()).listen().close();

        assertEquals(
                "EADDRINUSE",
                errno(() -> world.sockets.listen(path("s").build()).listen()));
        world.sockets.listen(path("s").unlink(true).build()).listen();
        world.sockets.listen(path("new").unlink(true).build()).listen();
    }

    @Test
    void connectionOverUnixIsRefusedWithoutAListener() {
        assertEquals(
                "ENOENT", errno(() -> world.sockets.connect(path("s").build()).connect()));
    }

    /** The kernel says EAGAIN where TCP would wait, and tells no one when the queue has room. */
    @Test
    void connectionOverUnixWaitsForRoomInTheQueue() throws Exception {
        Syscalls calls = world.kernel.syscalls();
        int fd = calls.socket(Family.UNIX, Type.STREAM);
        SocketOptions options = path("s").build();
        assertEquals(0, calls.bind(fd, options.name()));
        assertEquals(0, calls.listen(fd, 0));
        Socket listener = world.sockets.fdopen(fd);
        world.sockets.connect(options).connect();
        Socket late = world.sockets.connect(options);
        assertThrows(SocketTimeoutException.class, () -> late.connect(Duration.ZERO));

        List<Socket> served = new ArrayList<>();
        world.run(late::connect, () -> {
            served.add(listener.accept());
            served.add(listener.accept());
        });

        talk(late, served.get(1));
    }

    @Test
    void optionsReachTheSystem() throws Exception {
        Socket listener = world.sockets
                .listen(tcp().reuseport(true)
                        .keepalive(true)
                        .deferAccept(2)
                        .rcvbuf(50_000)
                        .build())
                .listen();
        Syscalls calls = world.kernel.syscalls();

        assertEquals(1, calls.getsockopt(listener.pollfd(), Option.SO_REUSEPORT));
        assertEquals(1, calls.getsockopt(listener.pollfd(), Option.SO_KEEPALIVE));
        assertEquals(1, calls.getsockopt(listener.pollfd(), Option.SO_REUSEADDR));
        assertTrue(calls.getsockopt(listener.pollfd(), Option.TCP_DEFER_ACCEPT) >= 2);
        assertTrue(calls.getsockopt(listener.pollfd(), Option.SO_RCVBUF) >= 50_000);
        Socket rigid = world.sockets.listen(tcp().reuseaddr(false).build()).listen();
        assertEquals(0, calls.getsockopt(rigid.pollfd(), Option.SO_REUSEADDR));
    }

    @Test
    void severalListenersShareAPort() throws Exception {
        Socket first = world.sockets.listen(tcp().reuseport(true).build()).listen();
        SocketOptions same =
                SocketOptions.builder().name(first.localname()).reuseport(true).build();

        assertEquals(first.localname(), world.sockets.listen(same).listen().localname());
    }

    @Test
    void v6OnlyListenerLeavesIpv4ToAnother() throws Exception {
        SocketOptions.Builder six = SocketOptions.builder().host("::").port(0);
        Socket listener = world.sockets.listen(six.v6only(true).build()).listen();

        Socket four =
                world.sockets.listen("0.0.0.0", listener.localname().port()).listen();

        assertEquals(Family.INET, four.localname().family());
        assertEquals(Family.INET6, listener.localname().family());
    }

    @Test
    void connectionLeavesFromTheAddressItIsBoundTo() throws Exception {
        Socket listener = world.listener();

        Socket client = world.sockets
                .connect(SocketOptions.builder()
                        .name(listener.localname())
                        .bind("127.0.0.2", 0)
                        .build())
                .connect();

        assertEquals("127.0.0.2", client.localname().host());
        assertEquals(client.localname(), listener.accept().peername());
    }

    @Test
    void corkedConnectionIsUncorked() throws Exception {
        Socket listener = world.listener();
        Socket client = world.sockets
                .connect(SocketOptions.builder()
                        .name(listener.localname())
                        .nopush(true)
                        .nodelay(true)
                        .linger(0)
                        .build())
                .connect();
        Syscalls calls = world.kernel.syscalls();
        assertEquals(1, calls.getsockopt(client.pollfd(), Option.TCP_CORK));
        assertEquals(1, calls.getsockopt(client.pollfd(), Option.TCP_NODELAY));
        assertEquals(0, calls.getsockopt(client.pollfd(), Option.SO_LINGER));

        client.uncork();

        assertEquals(0, calls.getsockopt(client.pollfd(), Option.TCP_CORK));
        assertEquals("EOPNOTSUPP", errno(() -> world.sockets.pair().get(0).uncork()));
    }

    @Test
    void optionsOfAClientAreSetWhenItIsAccepted() throws Exception {
        Socket listener = world.listener();
        world.clientOf(listener).connect();
        SocketOptions options =
                SocketOptions.builder().keepalive(true).nodelay(true).build();

        Socket server = listener.accept(options);

        assertEquals(1, world.kernel.syscalls().getsockopt(server.pollfd(), Option.SO_KEEPALIVE));
        assertEquals(1, world.kernel.syscalls().getsockopt(server.pollfd(), Option.TCP_NODELAY));
        assertThrows(IllegalArgumentException.class, () -> listener.accept(tcp().build()));
        assertThrows(SocketTimeoutException.class, () -> listener.accept(options, Duration.ZERO));
    }

    @Test
    void addressIsNeededAndAListenerHasOne() {
        assertThrows(IllegalArgumentException.class, () -> world.sockets.connect(SocketOptions.none()));
        assertThrows(
                IllegalArgumentException.class,
                () -> world.sockets.listen(tcp().bind("127.0.0.1", 1).build()));
    }

    @Test
    void descriptorFromElsewhereIsWhatItIs() throws Exception {
        Syscalls calls = world.kernel.syscalls();
        int[] fds = new int[2];
        assertEquals(0, calls.socketpair(Type.STREAM, fds));

        talk(world.sockets.fdopen(fds[0]), world.sockets.fdopen(fds[1]));

        int listening = calls.dup(world.listener().pollfd());
        Socket listener = world.sockets.fdopen(listening);
        talk(world.clientOf(listener).connect(), listener.accept());
        assertEquals("EBADF", errno(() -> world.sockets.fdopen(99_999)));
    }

    @Test
    void duplicateLivesOnAfterItsOriginal() throws Exception {
        Socket[] pair = world.pair();
        Socket copy = world.sockets.dup(pair[0]);
        assertNotEquals(pair[0].pollfd(), copy.pollfd());
        assertEquals(pair[0].peername(), copy.peername());
        Socket third = world.sockets.dup(copy.pollfd());

        pair[0].close();
        talk(copy, pair[1]);
        copy.close();
        talk(third, pair[1]);
        assertThrows(IOException.class, () -> world.sockets.dup(copy));
    }

    @Test
    void peerOfAUnixSocketIsKnown() throws Exception {
        Socket socket = world.sockets.pair().get(0);

        Credentials peer = socket.peereid();

        assertEquals(((Integer) Files.getAttribute(directory, "unix:uid")).longValue(), peer.uid());
        assertEquals(((Integer) Files.getAttribute(directory, "unix:gid")).longValue(), peer.gid());
        assertEquals(ProcessHandle.current().pid(), socket.peerpid());
        assertEquals("EOPNOTSUPP", errno(() -> world.pair()[0].peereid()));
        assertThrows(IllegalStateException.class, () -> world.listener().peerpid());
    }

    @Test
    void messageSocketIsNoStream() throws Exception {
        Socket socket = world.sockets.pair(Type.DGRAM).get(0);

        assertThrows(IllegalStateException.class, socket::uncork);
        assertThrows(IllegalStateException.class, () -> socket.send("x", 0, 1));
        assertFalse(socket.toString().isEmpty());
    }
}
