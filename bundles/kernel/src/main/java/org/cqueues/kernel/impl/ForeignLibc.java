package org.cqueues.kernel.impl;

import static org.cqueues.kernel.impl.ForeignLinker.unexpected;

import java.lang.invoke.MethodHandle;

/** The C library through {@code java.lang.foreign}: facade over handles. Initializing the class links all of them or fails. */
final class ForeignLibc implements Libc {
    /**
     * Not final, unlike the others: so the JIT compiles what the handle does by itself. Inlined at the end of the long way of a read or a write, it would go
     * beyond the depth that the JIT looks into, and each call would make an object that it could otherwise do without.
     */
    private static MethodHandle read = function("read", long.class, int.class, long.class, long.class);

    /** Not final, as {@link #read}. */
    private static MethodHandle write = function("write", long.class, int.class, long.class, long.class);

    private static final MethodHandle CLOSE = function("close", int.class, int.class);
    private static final MethodHandle SOCKET = function("socket", int.class, int.class, int.class, int.class);
    private static final MethodHandle SOCKETPAIR =
            function("socketpair", int.class, int.class, int.class, int.class, long.class);
    private static final MethodHandle BIND = function("bind", int.class, int.class, long.class, int.class);
    private static final MethodHandle LISTEN = function("listen", int.class, int.class, int.class);
    private static final MethodHandle ACCEPT4 =
            function("accept4", int.class, int.class, long.class, long.class, int.class);
    private static final MethodHandle CONNECT = function("connect", int.class, int.class, long.class, int.class);
    private static final MethodHandle SHUTDOWN = function("shutdown", int.class, int.class, int.class);
    private static final MethodHandle GETSOCKOPT =
            function("getsockopt", int.class, int.class, int.class, int.class, long.class, long.class);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", int.class, int.class, int.class, int.class, long.class, int.class);
    private static final MethodHandle GETSOCKNAME =
            function("getsockname", int.class, int.class, long.class, long.class);
    private static final MethodHandle GETPEERNAME =
            function("getpeername", int.class, int.class, long.class, long.class);
    private static final MethodHandle SENDMSG = function("sendmsg", long.class, int.class, long.class, int.class);
    private static final MethodHandle RECVMSG = function("recvmsg", long.class, int.class, long.class, int.class);
    private static final MethodHandle FCNTL =
            ForeignLinker.variadic(2, "fcntl", int.class, int.class, int.class, int.class);
    private static final MethodHandle UNLINK = function("unlink", int.class, long.class);
    private static final MethodHandle CHMOD = function("chmod", int.class, long.class, int.class);
    private static final MethodHandle FCHMOD = function("fchmod", int.class, int.class, int.class);
    private static final MethodHandle PPOLL =
            function("ppoll", int.class, long.class, long.class, long.class, long.class);
    private static final MethodHandle PTHREAD_SIGMASK =
            function("pthread_sigmask", int.class, int.class, long.class, long.class);
    private static final MethodHandle SIGADDSET = function("sigaddset", int.class, long.class, int.class);
    private static final MethodHandle SIGDELSET = function("sigdelset", int.class, long.class, int.class);
    private static final MethodHandle KILL = function("kill", int.class, int.class, int.class);
    private static final MethodHandle SIGNAL = function("signal", long.class, int.class, long.class);
    private static final long ABS = ForeignLinker.address("abs");
    private static final MethodHandle STRSIGNAL = function("strsignal", long.class, int.class);
    private static final MethodHandle SIGRTMIN = function("__libc_current_sigrtmin", int.class);
    private static final MethodHandle SIGRTMAX = function("__libc_current_sigrtmax", int.class);
    private static final MethodHandle GETRLIMIT = function("getrlimit", int.class, int.class, long.class);
    private static final MethodHandle SETRLIMIT = function("setrlimit", int.class, int.class, long.class);
    private static final MethodHandle CLOCK_GETTIME = function("clock_gettime", int.class, int.class, long.class);
    private static final MethodHandle STRERROR = function("strerror", long.class, int.class);

    private final Capture capture = new Capture();
    private final Object errno = capture.segment();

    private static MethodHandle function(String name, Class<?> result, Class<?>... parameters) {
        return ForeignLinker.function(name, result, parameters);
    }

    @Override
    public long read(int fd, long buf, long count) {
        try {
            return capture.result((long) read.invokeExact(errno, fd, buf, count));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public long write(int fd, long buf, long count) {
        try {
            return capture.result((long) write.invokeExact(errno, fd, buf, count));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int close(int fd) {
        try {
            return capture.result((int) CLOSE.invokeExact(errno, fd));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        try {
            return capture.result((int) SOCKET.invokeExact(errno, domain, type, protocol));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int socketpair(int domain, int type, int protocol, long sv) {
        try {
            return capture.result((int) SOCKETPAIR.invokeExact(errno, domain, type, protocol, sv));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int bind(int sockfd, long addr, int addrlen) {
        try {
            return capture.result((int) BIND.invokeExact(errno, sockfd, addr, addrlen));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int listen(int sockfd, int backlog) {
        try {
            return capture.result((int) LISTEN.invokeExact(errno, sockfd, backlog));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int accept4(int sockfd, long addr, long addrlen, int flags) {
        try {
            return capture.result((int) ACCEPT4.invokeExact(errno, sockfd, addr, addrlen, flags));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int connect(int sockfd, long addr, int addrlen) {
        try {
            return capture.result((int) CONNECT.invokeExact(errno, sockfd, addr, addrlen));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int shutdown(int sockfd, int how) {
        try {
            return capture.result((int) SHUTDOWN.invokeExact(errno, sockfd, how));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int getsockopt(int sockfd, int level, int optname, long optval, long optlen) {
        try {
            return capture.result((int) GETSOCKOPT.invokeExact(errno, sockfd, level, optname, optval, optlen));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int setsockopt(int sockfd, int level, int optname, long optval, int optlen) {
        try {
            return capture.result((int) SETSOCKOPT.invokeExact(errno, sockfd, level, optname, optval, optlen));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int getsockname(int sockfd, long addr, long addrlen) {
        try {
            return capture.result((int) GETSOCKNAME.invokeExact(errno, sockfd, addr, addrlen));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int getpeername(int sockfd, long addr, long addrlen) {
        try {
            return capture.result((int) GETPEERNAME.invokeExact(errno, sockfd, addr, addrlen));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public long sendmsg(int sockfd, long msg, int flags) {
        try {
            return capture.result((long) SENDMSG.invokeExact(errno, sockfd, msg, flags));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public long recvmsg(int sockfd, long msg, int flags) {
        try {
            return capture.result((long) RECVMSG.invokeExact(errno, sockfd, msg, flags));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int fcntl(int fd, int cmd, int arg) {
        try {
            return capture.result((int) FCNTL.invokeExact(errno, fd, cmd, arg));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int unlink(long pathname) {
        try {
            return capture.result((int) UNLINK.invokeExact(errno, pathname));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int chmod(long pathname, int mode) {
        try {
            return capture.result((int) CHMOD.invokeExact(errno, pathname, mode));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int fchmod(int fd, int mode) {
        try {
            return capture.result((int) FCHMOD.invokeExact(errno, fd, mode));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int ppoll(long fds, long nfds, long tmo, long sigmask) {
        try {
            return capture.result((int) PPOLL.invokeExact(errno, fds, nfds, tmo, sigmask));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int pthread_sigmask(int how, long set, long oldset) {
        try {
            return -(int) PTHREAD_SIGMASK.invokeExact(errno, how, set, oldset);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int sigaddset(long set, int signum) {
        try {
            return capture.result((int) SIGADDSET.invokeExact(errno, set, signum));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int sigdelset(long set, int signum) {
        try {
            return capture.result((int) SIGDELSET.invokeExact(errno, set, signum));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int kill(int pid, int sig) {
        try {
            return capture.result((int) KILL.invokeExact(errno, pid, sig));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public long signal(int signum, long handler) {
        try {
            return capture.result((long) SIGNAL.invokeExact(errno, signum, handler));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public long addressOfAbs() {
        return ABS;
    }

    @Override
    public String strsignal(int sig) {
        try {
            return ForeignLinker.string((long) STRSIGNAL.invokeExact(errno, sig));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int __libc_current_sigrtmin() {
        try {
            return (int) SIGRTMIN.invokeExact(errno);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int __libc_current_sigrtmax() {
        try {
            return (int) SIGRTMAX.invokeExact(errno);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int getrlimit(int resource, long rlim) {
        try {
            return capture.result((int) GETRLIMIT.invokeExact(errno, resource, rlim));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int setrlimit(int resource, long rlim) {
        try {
            return capture.result((int) SETRLIMIT.invokeExact(errno, resource, rlim));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public int clock_gettime(int clockid, long tp) {
        try {
            return capture.result((int) CLOCK_GETTIME.invokeExact(errno, clockid, tp));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    @Override
    public String strerror(int errnum) {
        try {
            return ForeignLinker.string((long) STRERROR.invokeExact(errno, errnum));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Does nothing: handles live as long as this class. */
    @Override
    public void release() {}
}
