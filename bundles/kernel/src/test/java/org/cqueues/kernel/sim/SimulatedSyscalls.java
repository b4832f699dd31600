package org.cqueues.kernel.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cqueues.kernel.Arrival;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;

/** System calls over byte queues in memory: fake. Any thread. */
final class SimulatedSyscalls implements Syscalls {
    private static final int FIRST_EPHEMERAL_PORT = 40_000;

    private final SimulatedDescriptors descriptors;
    private final SimulatedMemory memory;
    private final Errno errno;
    private long mask; // guarded by descriptors
    private int nextPort = FIRST_EPHEMERAL_PORT; // guarded by descriptors
    final Set<SocketName> swallowing = new HashSet<>(); // guarded by descriptors
    final Set<Family> unreachable = EnumSet.noneOf(Family.class); // guarded by descriptors
    final List<SocketName> connects = new ArrayList<>(); // guarded by descriptors

    SimulatedSyscalls(SimulatedDescriptors descriptors, SimulatedMemory memory, Errno errno) {
        this.descriptors = descriptors;
        this.memory = memory;
        this.errno = errno;
    }

    private int error(String name) {
        return -errno.code(name);
    }

    private SimulatedDescriptor enter(String call, int fd) {
        descriptors.count(call);
        return descriptors.find(fd);
    }

    @Override
    public long read(int fd, long address, long length) {
        synchronized (descriptors) {
            SimulatedDescriptor from = enter("read", fd);
            if (from == null) {
                return error("EBADF");
            }
            Long scripted = from.nextReads.poll();
            if (scripted != null && scripted < 0) {
                return scripted;
            }
            if (from.incoming.isEmpty()) {
                return atEnd(from);
            }
            long count = Math.min(Math.min(length, from.incoming.size()), scripted == null ? Long.MAX_VALUE : scripted);
            for (long i = 0; i < count; i++) {
                memory.put(address + i, from.incoming.remove());
            }
            return count;
        }
    }

    private long atEnd(SimulatedDescriptor from) {
        if (from.error != 0) {
            int code = from.error;
            from.error = 0;
            return -code;
        }
        return from.peerShut || from.readShut ? 0 : error("EAGAIN");
    }

    @Override
    public long write(int fd, long address, long length) {
        synchronized (descriptors) {
            SimulatedDescriptor to = enter("write", fd);
            if (to == null) {
                return error("EBADF");
            }
            Long scripted = to.nextWrites.poll();
            if (scripted != null && scripted < 0) {
                return scripted;
            }
            if (to.writeShut || to.connected && to.peer == null) {
                return error("EPIPE");
            }
            return to.peer == null ? error("ENOTCONN") : transfer(to.peer, address, length, scripted);
        }
    }

    private long transfer(SimulatedDescriptor to, long address, long length, Long scripted) {
        long count =
                Math.min(Math.min(length, to.room - to.incoming.size()), scripted == null ? Long.MAX_VALUE : scripted);
        for (long i = 0; i < count; i++) {
            to.incoming.add(memory.get(address + i));
        }
        return count == 0 && length > 0 ? error("EAGAIN") : count;
    }

    @Override
    public int close(int fd) {
        synchronized (descriptors) {
            descriptors.count("close");
            return descriptors.close(fd) ? 0 : error("EBADF");
        }
    }

    @Override
    public int socket(Family family, Type type) {
        synchronized (descriptors) {
            descriptors.count("socket");
            SimulatedDescriptor created = descriptors.create(family, type);
            return created == null ? error("EMFILE") : created.fd;
        }
    }

    @Override
    public int socketpair(Type type, int[] fds) {
        synchronized (descriptors) {
            descriptors.count("socketpair");
            SimulatedDescriptor one = descriptors.create(Family.UNIX, type);
            SimulatedDescriptor other = one == null ? null : descriptors.create(Family.UNIX, type);
            if (other == null) {
                if (one != null) {
                    descriptors.close(one.fd);
                }
                return error("EMFILE");
            }
            one.connect(other);
            other.connect(one);
            fds[0] = one.fd;
            fds[1] = other.fd;
            return 0;
        }
    }

    @Override
    public int bind(int fd, SocketName address) {
        synchronized (descriptors) {
            SimulatedDescriptor socket = enter("bind", fd);
            if (socket == null) {
                return error("EBADF");
            }
            if (socket.local != null) {
                return error("EINVAL");
            }
            if (!isAnyPort(address) && listener(address) != null) {
                return error("EADDRINUSE");
            }
            socket.local = isAnyPort(address) ? withPort(address.inet().getAddress()) : address;
            return 0;
        }
    }

    @Override
    public int listen(int fd, int backlog) {
        synchronized (descriptors) {
            SimulatedDescriptor socket = enter("listen", fd);
            if (socket == null) {
                return error("EBADF");
            }
            socket.listening = true;
            return 0;
        }
    }

    @Override
    public int accept(int fd) {
        synchronized (descriptors) {
            SimulatedDescriptor socket = enter("accept", fd);
            if (socket == null) {
                return error("EBADF");
            }
            if (!socket.listening) {
                return error("EINVAL");
            }
            SimulatedDescriptor accepted = socket.backlog.poll();
            return accepted == null ? error("EAGAIN") : accepted.fd;
        }
    }

    /** As on a network, the outcome is not known at once: it says EINPROGRESS, and writability with SO_ERROR tells the rest. */
    @Override
    public int connect(int fd, SocketName address) {
        synchronized (descriptors) {
            SimulatedDescriptor socket = enter("connect", fd);
            if (socket == null) {
                return error("EBADF");
            }
            if (socket.connected) {
                return error("EISCONN");
            }
            if (unreachable.contains(address.family())) {
                return error("ENETUNREACH");
            }
            if (socket.type == Type.DGRAM) {
                return connectDatagrams(socket, address);
            }
            connects.add(address);
            socket.remote = address;
            if (!swallowing.contains(address)) {
                reach(socket, address);
            }
            return error("EINPROGRESS");
        }
    }

    private void reach(SimulatedDescriptor socket, SocketName address) {
        SimulatedDescriptor listener = listener(address);
        SimulatedDescriptor server = listener == null ? null : descriptors.create(socket.family, socket.type);
        if (server == null) {
            socket.error = errno.code("ECONNREFUSED");
            return;
        }
        establish(socket, server, address);
        listener.backlog.add(server);
    }

    void answer(SocketName address) {
        List<SimulatedDescriptor> waiting = new ArrayList<>();
        for (SimulatedDescriptor each : descriptors.all()) {
            if (address.equals(each.remote) && !each.connected && each.error == 0) {
                waiting.add(each);
            }
        }
        waiting.forEach(each -> reach(each, address));
    }

    /** Nobody is asked. As from each address there is a way back, the source is of the same kind. */
    private int connectDatagrams(SimulatedDescriptor socket, SocketName address) {
        socket.connected = true;
        socket.remote = address;
        socket.local = withPort(address.inet().getAddress());
        return 0;
    }

    private void establish(SimulatedDescriptor client, SimulatedDescriptor server, SocketName address) {
        if (client.local == null) {
            client.local = withPort(InetAddress.getLoopbackAddress());
        }
        client.remote = address;
        server.local = address;
        server.remote = client.local;
        client.connect(server);
        server.connect(client);
    }

    private static boolean isAnyPort(SocketName address) {
        return address instanceof SocketName.Inet && address.port() == 0;
    }

    private SocketName withPort(InetAddress address) {
        return SocketName.of(new InetSocketAddress(address, nextPort++));
    }

    private SimulatedDescriptor listener(SocketName address) {
        List<SimulatedDescriptor> found = new ArrayList<>();
        for (SimulatedDescriptor each : descriptors.all()) {
            if (each.listening && each.local != null && takes(each.local, address)) {
                found.add(each);
            }
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static boolean takes(SocketName bound, SocketName address) {
        boolean any =
                bound instanceof SocketName.Inet && bound.inet().getAddress().isAnyLocalAddress();
        return bound.equals(address) || any && address instanceof SocketName.Inet && bound.port() == address.port();
    }

    @Override
    public int shutdown(int fd, Readiness directions) {
        synchronized (descriptors) {
            SimulatedDescriptor socket = enter("shutdown", fd);
            if (socket == null) {
                return error("EBADF");
            }
            if (!socket.connected) {
                return error("ENOTCONN");
            }
            socket.readShut |= directions.contains(Readiness.READ);
            if (directions.contains(Readiness.WRITE)) {
                socket.writeShut = true;
                if (socket.peer != null) {
                    socket.peer.peerShut = true;
                }
            }
            return 0;
        }
    }

    @Override
    public int setsockopt(int fd, Option option, int value) {
        synchronized (descriptors) {
            SimulatedDescriptor socket = enter("setsockopt", fd);
            if (socket == null) {
                return error("EBADF");
            }
            socket.options.put(option, value);
            return 0;
        }
    }

    @Override
    public int getsockopt(int fd, Option option) {
        synchronized (descriptors) {
            SimulatedDescriptor socket = enter("getsockopt", fd);
            if (socket == null) {
                return error("EBADF");
            }
            if (option == Option.SO_ERROR) {
                int code = socket.error;
                socket.error = 0;
                return code;
            }
            return socket.options.getOrDefault(option, 0);
        }
    }

    @Override
    public SocketName getsockname(int fd) throws ErrnoException {
        synchronized (descriptors) {
            SimulatedDescriptor socket = named("getsockname", fd);
            return socket.local != null ? socket.local : unnamed(socket);
        }
    }

    private static SocketName unnamed(SimulatedDescriptor socket) {
        return socket.family == Family.UNIX
                ? new SocketName.Unix("")
                : SocketName.of(new InetSocketAddress("0.0.0.0", 0));
    }

    @Override
    public SocketName getpeername(int fd) throws ErrnoException {
        synchronized (descriptors) {
            SimulatedDescriptor socket = named("getpeername", fd);
            if (!socket.connected) {
                throw new ErrnoException(errno, errno.code("ENOTCONN"), "getpeername", "fd " + fd);
            }
            return socket.remote != null ? socket.remote : unnamed(socket);
        }
    }

    private SimulatedDescriptor named(String call, int fd) throws ErrnoException {
        SimulatedDescriptor socket = enter(call, fd);
        if (socket == null) {
            throw new ErrnoException(errno, errno.code("EBADF"), call, "fd " + fd);
        }
        return socket;
    }

    @Override
    public Credentials peercred(int fd) throws ErrnoException {
        synchronized (descriptors) {
            named("getsockopt", fd);
            return new Credentials(0, -1, -1);
        }
    }

    /** Of connected streams only, and without descriptors. */
    @Override
    public long sendmsg(int fd, long address, long length, SocketName to, int... fds) {
        return to == SocketName.UNSPECIFIED && fds.length == 0 ? write(fd, address, length) : error("EOPNOTSUPP");
    }

    @Override
    public long recvmsg(int fd, long address, long length, Arrival arrival) {
        long result = read(fd, address, length);
        if (result >= 0) {
            arrival.set(SocketName.UNSPECIFIED, new int[0], false, false);
        }
        return result;
    }

    /** Each descriptor is its own here. */
    @Override
    public int dup(int fd) {
        return refused("dup", fd);
    }

    @Override
    public int adopt(int fd) {
        synchronized (descriptors) {
            return enter("adopt", fd) == null ? error("EBADF") : 0;
        }
    }

    /** There is no file system. */
    @Override
    public int unlink(String path) {
        return error("ENOENT");
    }

    @Override
    public int chmod(String path, int mode) {
        return error("ENOENT");
    }

    @Override
    public int fchmod(int fd, int mode) {
        return refused("fchmod", fd);
    }

    /** There is one mask, for all threads. */
    @Override
    public int pthread_sigmask(MaskChange change, long signals, long[] old) {
        synchronized (descriptors) {
            if (old.length > 0) {
                old[0] = mask;
            }
            mask = switch (change) {
                case BLOCK -> mask | signals;
                case UNBLOCK -> mask & ~signals;
                case SETMASK -> signals;
            };
            return 0;
        }
    }

    /** There are no processes. */
    @Override
    public int kill(int pid, int signal) {
        return error("ESRCH");
    }

    @Override
    public int signal(int signal, Disposition disposition) {
        return error("EINVAL");
    }

    @Override
    public String strsignal(int signal) {
        return "simulated signal " + signal;
    }

    @Override
    public int sigrtmin() {
        return 0;
    }

    @Override
    public int sigrtmax() {
        return 0;
    }

    private int refused(String call, int fd) {
        synchronized (descriptors) {
            return error(enter(call, fd) == null ? "EBADF" : "EOPNOTSUPP");
        }
    }
}
