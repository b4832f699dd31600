package org.cqueues.kernel.impl;

/** The C library's functions as JNA binds them directly; {@link JnaRegistration} does so. The signatures are those of {@link Libc}. */
final class JnaFunctions {
    private JnaFunctions() {}

    static native long read(int fd, long buf, long count);

    static native long write(int fd, long buf, long count);

    static native int close(int fd);

    static native int socket(int domain, int type, int protocol);

    static native int socketpair(int domain, int type, int protocol, long sv);

    static native int bind(int sockfd, long addr, int addrlen);

    static native int listen(int sockfd, int backlog);

    static native int accept4(int sockfd, long addr, long addrlen, int flags);

    static native int connect(int sockfd, long addr, int addrlen);

    static native int shutdown(int sockfd, int how);

    static native int getsockopt(int sockfd, int level, int optname, long optval, long optlen);

    static native int setsockopt(int sockfd, int level, int optname, long optval, int optlen);

    static native int getsockname(int sockfd, long addr, long addrlen);

    static native int getpeername(int sockfd, long addr, long addrlen);

    static native long sendmsg(int sockfd, long msg, int flags);

    static native long recvmsg(int sockfd, long msg, int flags);

    static native int fcntl(int fd, int cmd, int arg);

    static native int unlink(long pathname);

    static native int chmod(long pathname, int mode);

    static native int fchmod(int fd, int mode);

    static native int ppoll(long fds, long nfds, long tmo, long sigmask);

    static native int pthread_sigmask(int how, long set, long oldset);

    static native int sigaddset(long set, int signum);

    static native int sigdelset(long set, int signum);

    static native int kill(int pid, int sig);

    static native long signal(int signum, long handler);

    static native String strsignal(int sig);

    static native int __libc_current_sigrtmin();

    static native int __libc_current_sigrtmax();

    static native int getrlimit(int resource, long rlim);

    static native int setrlimit(int resource, long rlim);

    static native int clock_gettime(int clockid, long tp);

    static native String strerror(int errnum);
}
