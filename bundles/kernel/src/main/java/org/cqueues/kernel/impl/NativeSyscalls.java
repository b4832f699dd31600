package org.cqueues.kernel.impl;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.cqueues.kernel.Arrival;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;

/** System calls through one {@link Libc}: worker, confined to one thread at a time. */
final class NativeSyscalls implements Syscalls {
    /** Layout of the scratch memory: an address, then up to three ints, then a length. */
    private static final int INTS = Sockaddr.MAX_SIZE;

    private static final int LENGTH = INTS + 3 * Integer.BYTES;
    private static final int SCRATCH = LENGTH + Integer.BYTES;

    /** The kernel's own limit of error numbers, by which a pointer is told from one. */
    private static final int MOST_ERRNO = 4095;

    private final Libc libc;
    private final Errno errno;
    private final Binding binding;
    private final Block scratch;
    private Block message; // made by the first one
    private final int eintr;
    private final int einval;
    private final int eafnosupport;
    private final int einprogress;

    NativeSyscalls(Binding binding, Errno errno) {
        this.binding = binding;
        this.libc = binding.open();
        this.errno = errno;
        scratch = binding.allocate(SCRATCH);
        eintr = -errno.code("EINTR");
        einval = -errno.code("EINVAL");
        eafnosupport = -errno.code("EAFNOSUPPORT");
        einprogress = -errno.code("EINPROGRESS");
    }

    void release() {
        libc.release();
    }

    @Override
    public long read(int fd, long address, long length) {
        long result;
        do {
            result = libc.read(fd, address, length);
        } while (result == eintr);
        return result;
    }

    @Override
    public long write(int fd, long address, long length) {
        long result;
        do {
            result = libc.write(fd, address, length);
        } while (result == eintr);
        return result;
    }

    @Override
    public int close(int fd) {
        return libc.close(fd);
    }

    @Override
    public int socket(Family family, Type type) {
        return libc.socket(number(family), number(type), 0);
    }

    @Override
    public int socketpair(Type type, int[] fds) {
        int result = libc.socketpair(Platform.AF_UNIX, number(type), 0, ints());
        if (result >= 0) {
            fds[0] = scratch.bytes().getInt(INTS);
            fds[1] = scratch.bytes().getInt(INTS + Integer.BYTES);
        }
        return result;
    }

    @Override
    public int bind(int fd, SocketName address) {
        int result = libc.bind(fd, scratch.address(), Sockaddr.put(scratch.bytes(), address));
        return wantsMapped(fd, address, result)
                ? libc.bind(fd, scratch.address(), Sockaddr.putIn6(scratch.bytes(), address.inet()))
                : result;
    }

    @Override
    public int listen(int fd, int backlog) {
        return libc.listen(fd, backlog);
    }

    @Override
    public int accept(int fd) {
        int result;
        do {
            result = libc.accept4(fd, 0, 0, Platform.SOCK_NONBLOCK | Platform.SOCK_CLOEXEC);
        } while (result == eintr);
        return result;
    }

    @Override
    public int connect(int fd, SocketName address) {
        int result = libc.connect(fd, scratch.address(), Sockaddr.put(scratch.bytes(), address));
        if (wantsMapped(fd, address, result)) {
            result = libc.connect(fd, scratch.address(), Sockaddr.putIn6(scratch.bytes(), address.inet()));
        }
        // An interrupted connect goes on in the kernel; a second call would only say EALREADY.
        return result == eintr ? einprogress : result;
    }

    /** An {@code AF_INET6} socket takes an IPv4 address in its mapped form only. Asked after a refusal, so that the others pay nothing. */
    private boolean wantsMapped(int fd, SocketName address, int result) {
        return (result == einval || result == eafnosupport)
                && address instanceof SocketName.Inet inet
                && inet.inet().getAddress() instanceof Inet4Address
                && getsockopt(fd, Platform.SOL_SOCKET, Platform.SO_DOMAIN) == Platform.AF_INET6;
    }

    @Override
    public int shutdown(int fd, Readiness directions) {
        boolean read = directions.contains(Readiness.READ);
        boolean write = directions.contains(Readiness.WRITE);
        if (!read && !write) {
            throw new IllegalArgumentException("a shutdown is of reading, writing or both, not \"" + directions + "\"");
        }
        return libc.shutdown(fd, read && write ? Platform.SHUT_RDWR : read ? Platform.SHUT_RD : Platform.SHUT_WR);
    }

    @Override
    public int setsockopt(int fd, Option option, int value) {
        if (option == Option.SO_LINGER) {
            boolean off = value == NO_LINGER;
            scratch.bytes().putInt(INTS, off ? 0 : 1).putInt(INTS + Integer.BYTES, off ? 0 : value);
            return libc.setsockopt(fd, level(option), number(option), ints(), 2 * Integer.BYTES);
        }
        scratch.bytes().putInt(INTS, value);
        return libc.setsockopt(fd, level(option), number(option), ints(), Integer.BYTES);
    }

    @Override
    public int getsockopt(int fd, Option option) {
        int value = getsockopt(fd, level(option), number(option));
        return value < 0
                ? value
                : switch (option) {
                    case SO_LINGER -> value == 0 ? NO_LINGER : scratch.bytes().getInt(INTS + Integer.BYTES);
                    case SO_DOMAIN -> family(value);
                    case SO_TYPE -> type(value);
                    default -> value;
                };
    }

    private int getsockopt(int fd, int level, int option) {
        int result = getsockopt(fd, level, option, 2);
        return result < 0 ? result : scratch.bytes().getInt(INTS);
    }

    /** Leaves the value at {@link #INTS}. An option of one int takes room for two as well. */
    private int getsockopt(int fd, int level, int option, int ints) {
        scratch.bytes().putInt(INTS, 0).putInt(LENGTH, ints * Integer.BYTES);
        return libc.getsockopt(fd, level, option, ints(), scratch.address() + LENGTH);
    }

    @Override
    public SocketName getsockname(int fd) throws ErrnoException {
        scratch.bytes().putInt(INTS, Sockaddr.MAX_SIZE);
        return address("getsockname", fd, libc.getsockname(fd, scratch.address(), ints()));
    }

    @Override
    public SocketName getpeername(int fd) throws ErrnoException {
        scratch.bytes().putInt(INTS, Sockaddr.MAX_SIZE);
        return address("getpeername", fd, libc.getpeername(fd, scratch.address(), ints()));
    }

    private SocketName address(String call, int fd, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(errno, -result, call, "fd " + fd);
        }
        return Sockaddr.get(scratch.bytes(), scratch.bytes().getInt(INTS))
                .orElseThrow(() -> new ErrnoException(errno, -eafnosupport, call, "fd " + fd));
    }

    /** {@code struct ucred { pid_t pid; uid_t uid; gid_t gid; }}. */
    @Override
    public Credentials peercred(int fd) throws ErrnoException {
        int result = getsockopt(fd, Platform.SOL_SOCKET, Platform.soPeercred(), 3);
        if (result < 0) {
            throw new ErrnoException(errno, -result, "getsockopt", "fd " + fd);
        }
        ByteBuffer ucred = scratch.bytes();
        return new Credentials(ucred.getInt(INTS), id(ucred.getInt(INTS + 4)), id(ucred.getInt(INTS + 8)));
    }

    /** Identities are unsigned, except for the one that stands for nobody. */
    private static long id(int unsigned) {
        return unsigned == -1 ? -1 : Integer.toUnsignedLong(unsigned);
    }

    private Block message() {
        if (message == null) {
            message = binding.allocate(Msghdr.size(SCM_MAX_FD));
        }
        return message;
    }

    @Override
    public long sendmsg(int fd, long address, long length, SocketName to, int... fds) {
        if (fds.length > SCM_MAX_FD) {
            throw new IllegalArgumentException(
                    "a message takes at most " + SCM_MAX_FD + " descriptors, not " + fds.length);
        }
        Block header = message();
        int nameLength = to == SocketName.UNSPECIFIED ? 0 : Sockaddr.put(scratch.bytes(), to);
        Msghdr.put(header.bytes(), header.address(), scratch.address(), nameLength, address, length);
        if (fds.length > 0) {
            Msghdr.putFds(header.bytes(), header.address(), fds);
        }
        long result;
        do {
            result = libc.sendmsg(fd, header.address(), Platform.MSG_NOSIGNAL | Platform.MSG_DONTWAIT);
        } while (result == eintr);
        return result;
    }

    @Override
    public long recvmsg(int fd, long address, long length, Arrival arrival) {
        Block header = message();
        Msghdr.put(header.bytes(), header.address(), scratch.address(), Sockaddr.MAX_SIZE, address, length);
        Msghdr.control(header.bytes(), header.address(), SCM_MAX_FD);
        long result;
        do {
            result = libc.recvmsg(fd, header.address(), Platform.MSG_CMSG_CLOEXEC | Platform.MSG_DONTWAIT);
        } while (result == eintr);
        if (result >= 0) {
            int flags = Msghdr.flags(header.bytes());
            SocketName from = Sockaddr.get(scratch.bytes(), Msghdr.nameLength(header.bytes()))
                    .orElse(SocketName.UNSPECIFIED);
            arrival.set(
                    from,
                    Msghdr.fds(header.bytes()),
                    (flags & Platform.MSG_TRUNC) != 0,
                    (flags & Platform.MSG_CTRUNC) != 0);
        }
        return result;
    }

    @Override
    public int dup(int fd) {
        return libc.fcntl(fd, Platform.F_DUPFD_CLOEXEC, 0);
    }

    @Override
    public int adopt(int fd) {
        int result = libc.fcntl(fd, Platform.F_SETFD, Platform.FD_CLOEXEC);
        int flags = result < 0 ? result : libc.fcntl(fd, Platform.F_GETFL, 0);
        if (flags < 0 || (flags & Platform.O_NONBLOCK) != 0) {
            return Math.min(flags, 0);
        }
        return libc.fcntl(fd, Platform.F_SETFL, flags | Platform.O_NONBLOCK);
    }

    @Override
    public int unlink(String path) {
        return libc.unlink(cString(path).address());
    }

    @Override
    public int chmod(String path, int mode) {
        return libc.chmod(cString(path).address(), mode);
    }

    @Override
    public int fchmod(int fd, int mode) {
        return libc.fchmod(fd, mode);
    }

    @Override
    public int pthread_sigmask(MaskChange change, long signals, long[] old) {
        int how =
                switch (change) {
                    case BLOCK -> Platform.SIG_BLOCK;
                    case UNBLOCK -> Platform.SIG_UNBLOCK;
                    case SETMASK -> Platform.SIG_SETMASK;
                };
        Block sets = message();
        SignalMask.put(sets.bytes(), 0, signals);
        int result = libc.pthread_sigmask(how, sets.address(), sets.address() + SignalMask.SIZE);
        if (result >= 0 && old.length > 0) {
            old[0] = SignalMask.get(sets.bytes(), SignalMask.SIZE);
        }
        return result;
    }

    @Override
    public int kill(int pid, int signal) {
        return libc.kill(pid, signal);
    }

    @Override
    public int signal(int signal, Disposition disposition) {
        long handler =
                switch (disposition) {
                    case DEFAULT -> Platform.SIG_DFL;
                    case IGNORE -> Platform.SIG_IGN;
                    case DISCARD -> libc.addressOfAbs();
                };
        long previous = libc.signal(signal, handler);
        return previous < 0 && previous >= -MOST_ERRNO ? (int) previous : 0;
    }

    @Override
    public String strsignal(int signal) {
        return libc.strsignal(signal);
    }

    @Override
    public int sigrtmin() {
        return libc.__libc_current_sigrtmin();
    }

    @Override
    public int sigrtmax() {
        return libc.__libc_current_sigrtmax();
    }

    /** The path goes where messages are made, so that it cannot be freed while it is in use. */
    private Block cString(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path has no NUL: \"" + path + '"');
        }
        Block block = message();
        if (bytes.length >= block.bytes().capacity()) {
            throw new IllegalArgumentException(
                    "a path has at most " + (block.bytes().capacity() - 1) + " bytes here, not " + bytes.length);
        }
        block.bytes().put(0, bytes).put(bytes.length, (byte) 0);
        return block;
    }

    private long ints() {
        return scratch.address() + INTS;
    }

    private static int number(Family family) {
        return switch (family) {
            case UNSPEC -> Platform.AF_UNSPEC;
            case UNIX -> Platform.AF_UNIX;
            case INET -> Platform.AF_INET;
            case INET6 -> Platform.AF_INET6;
        };
    }

    private static int number(Type type) {
        int number =
                switch (type) {
                    case STREAM -> Platform.SOCK_STREAM;
                    case DGRAM -> Platform.SOCK_DGRAM;
                    case SEQPACKET -> Platform.SOCK_SEQPACKET;
                };
        return number | Platform.SOCK_NONBLOCK | Platform.SOCK_CLOEXEC;
    }

    private int family(int number) {
        return switch (number) {
            case Platform.AF_UNIX -> Family.UNIX.ordinal();
            case Platform.AF_INET -> Family.INET.ordinal();
            case Platform.AF_INET6 -> Family.INET6.ordinal();
            default -> eafnosupport;
        };
    }

    private int type(int number) {
        return switch (number) {
            case Platform.SOCK_STREAM -> Type.STREAM.ordinal();
            case Platform.SOCK_DGRAM -> Type.DGRAM.ordinal();
            case Platform.SOCK_SEQPACKET -> Type.SEQPACKET.ordinal();
            default -> -errno.code("EPROTONOSUPPORT");
        };
    }

    private static int level(Option option) {
        return switch (option) {
            case TCP_NODELAY, TCP_CORK, TCP_DEFER_ACCEPT -> Platform.IPPROTO_TCP;
            case IPV6_V6ONLY -> Platform.IPPROTO_IPV6;
            default -> Platform.SOL_SOCKET;
        };
    }

    private static int number(Option option) {
        return switch (option) {
            case SO_REUSEADDR -> Platform.SO_REUSEADDR;
            case SO_REUSEPORT -> Platform.SO_REUSEPORT;
            case SO_KEEPALIVE -> Platform.SO_KEEPALIVE;
            case SO_ERROR -> Platform.SO_ERROR;
            case SO_SNDBUF -> Platform.SO_SNDBUF;
            case SO_RCVBUF -> Platform.SO_RCVBUF;
            case SO_BROADCAST -> Platform.SO_BROADCAST;
            case SO_OOBINLINE -> Platform.SO_OOBINLINE;
            case SO_LINGER -> Platform.SO_LINGER;
            case SO_DOMAIN -> Platform.SO_DOMAIN;
            case SO_TYPE -> Platform.SO_TYPE;
            case SO_ACCEPTCONN -> Platform.SO_ACCEPTCONN;
            case IPV6_V6ONLY -> Platform.IPV6_V6ONLY;
            case TCP_NODELAY -> Platform.TCP_NODELAY;
            case TCP_CORK -> Platform.TCP_CORK;
            case TCP_DEFER_ACCEPT -> Platform.TCP_DEFER_ACCEPT;
        };
    }
}
