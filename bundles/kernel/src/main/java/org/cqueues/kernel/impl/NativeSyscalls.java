package org.cqueues.kernel.impl;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.Syscalls;

/** System calls through one {@link Libc}: worker, confined to one thread at a time. */
final class NativeSyscalls implements Syscalls {
    /** Layout of the scratch memory: an address, then two ints. */
    private static final int INTS = Sockaddr.MAX_SIZE;

    private static final int SCRATCH = INTS + 2 * Integer.BYTES;

    private final Libc libc;
    private final Errno errno;
    private final Block scratch;
    private final int eintr;
    private final int einval;
    private final int eafnosupport;
    private final int einprogress;

    NativeSyscalls(Binding binding, Errno errno) {
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
    public int bind(int fd, InetSocketAddress address) {
        int result = libc.bind(fd, scratch.address(), Sockaddr.put(scratch.bytes(), address));
        return wantsMapped(fd, address, result)
                ? libc.bind(fd, scratch.address(), Sockaddr.putIn6(scratch.bytes(), address))
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
    public int connect(int fd, InetSocketAddress address) {
        int result = libc.connect(fd, scratch.address(), Sockaddr.put(scratch.bytes(), address));
        if (wantsMapped(fd, address, result)) {
            result = libc.connect(fd, scratch.address(), Sockaddr.putIn6(scratch.bytes(), address));
        }
        // An interrupted connect goes on in the kernel; a second call would only say EALREADY.
        return result == eintr ? einprogress : result;
    }

    /** An {@code AF_INET6} socket takes an IPv4 address in its mapped form only. Asked after a refusal, so that the others pay nothing. */
    private boolean wantsMapped(int fd, InetSocketAddress address, int result) {
        return (result == einval || result == eafnosupport)
                && address.getAddress() instanceof Inet4Address
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
        scratch.bytes().putInt(INTS, value);
        return libc.setsockopt(fd, level(option), number(option), ints(), Integer.BYTES);
    }

    @Override
    public int getsockopt(int fd, Option option) {
        return getsockopt(fd, level(option), number(option));
    }

    private int getsockopt(int fd, int level, int option) {
        scratch.bytes().putInt(INTS, 0).putInt(INTS + Integer.BYTES, Integer.BYTES);
        int result = libc.getsockopt(fd, level, option, ints(), ints() + Integer.BYTES);
        return result < 0 ? result : scratch.bytes().getInt(INTS);
    }

    @Override
    public InetSocketAddress getsockname(int fd) throws ErrnoException {
        scratch.bytes().putInt(INTS, Sockaddr.MAX_SIZE);
        return address("getsockname", fd, libc.getsockname(fd, scratch.address(), ints()));
    }

    @Override
    public InetSocketAddress getpeername(int fd) throws ErrnoException {
        scratch.bytes().putInt(INTS, Sockaddr.MAX_SIZE);
        return address("getpeername", fd, libc.getpeername(fd, scratch.address(), ints()));
    }

    private InetSocketAddress address(String call, int fd, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(errno, -result, call, "fd " + fd);
        }
        return Sockaddr.get(scratch.bytes())
                .orElseThrow(() -> new ErrnoException(errno, -eafnosupport, call, "fd " + fd));
    }

    private long ints() {
        return scratch.address() + INTS;
    }

    private static int number(Family family) {
        return switch (family) {
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

    private static int level(Option option) {
        return option == Option.TCP_NODELAY ? Platform.IPPROTO_TCP : Platform.SOL_SOCKET;
    }

    private static int number(Option option) {
        return switch (option) {
            case SO_REUSEADDR -> Platform.SO_REUSEADDR;
            case SO_REUSEPORT -> Platform.SO_REUSEPORT;
            case SO_KEEPALIVE -> Platform.SO_KEEPALIVE;
            case SO_ERROR -> Platform.SO_ERROR;
            case SO_SNDBUF -> Platform.SO_SNDBUF;
            case SO_RCVBUF -> Platform.SO_RCVBUF;
            case TCP_NODELAY -> Platform.TCP_NODELAY;
        };
    }
}
