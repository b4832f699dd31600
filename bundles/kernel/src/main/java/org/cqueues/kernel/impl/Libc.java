package org.cqueues.kernel.impl;

/**
 * The C library's functions by their own names and signatures: contract that each binding fulfils. Pointers and sizes are {@code long},
 * which is right on 64-bit systems only. Each call is made once, and returns what C returned, or the negative errno where C returned -1.
 * Confined to one thread at a time, because the place where a binding keeps errno is.
 */
public interface Libc {
    /** {@code ssize_t read(int fd, void *buf, size_t count)}. */
    long read(int fd, long buf, long count);

    /** {@code ssize_t write(int fd, const void *buf, size_t count)}. */
    long write(int fd, long buf, long count);

    /** {@code int close(int fd)}. */
    int close(int fd);

    /** {@code int socket(int domain, int type, int protocol)}. */
    int socket(int domain, int type, int protocol);

    /** {@code int socketpair(int domain, int type, int protocol, int sv[2])}. */
    int socketpair(int domain, int type, int protocol, long sv);

    /** {@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}. */
    int bind(int sockfd, long addr, int addrlen);

    /** {@code int listen(int sockfd, int backlog)}. */
    int listen(int sockfd, int backlog);

    /** {@code int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)}. */
    int accept4(int sockfd, long addr, long addrlen, int flags);

    /** {@code int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}. */
    int connect(int sockfd, long addr, int addrlen);

    /** {@code int shutdown(int sockfd, int how)}. */
    int shutdown(int sockfd, int how);

    /** {@code int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)}. */
    int getsockopt(int sockfd, int level, int optname, long optval, long optlen);

    /** {@code int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen)}. */
    int setsockopt(int sockfd, int level, int optname, long optval, int optlen);

    /** {@code int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}. */
    int getsockname(int sockfd, long addr, long addrlen);

    /** {@code int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}. */
    int getpeername(int sockfd, long addr, long addrlen);

    /** {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)}. */
    long sendmsg(int sockfd, long msg, int flags);

    /** {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)}. */
    long recvmsg(int sockfd, long msg, int flags);

    /** {@code int fcntl(int fd, int cmd, ...)} with an int. */
    int fcntl(int fd, int cmd, int arg);

    /** {@code int unlink(const char *pathname)}. */
    int unlink(long pathname);

    /** {@code int chmod(const char *pathname, mode_t mode)}. */
    int chmod(long pathname, int mode);

    /** {@code int fchmod(int fd, mode_t mode)}. */
    int fchmod(int fd, int mode);

    /** {@code int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo, const sigset_t *sigmask)}. */
    int ppoll(long fds, long nfds, long tmo, long sigmask);

    /** {@code int pthread_sigmask(int how, const sigset_t *set, sigset_t *oldset)}; C returns the errno itself, here it is negative too. */
    int pthread_sigmask(int how, long set, long oldset);

    /** {@code int sigaddset(sigset_t *set, int signum)}. */
    int sigaddset(long set, int signum);

    /** {@code int sigdelset(sigset_t *set, int signum)}. */
    int sigdelset(long set, int signum);

    /** {@code int kill(pid_t pid, int sig)}. */
    int kill(int pid, int sig);

    /** {@code sighandler_t signal(int signum, sighandler_t handler)}. */
    long signal(int signum, long handler);

    /** Where {@code int abs(int j)} is: as a handler it computes with the signal's number, and so does nothing. */
    long addressOfAbs();

    /** {@code char *strsignal(int sig)}, copied. */
    String strsignal(int sig);

    /** {@code int __libc_current_sigrtmin(void)}, which is {@code SIGRTMIN}. */
    int __libc_current_sigrtmin();

    /** {@code int __libc_current_sigrtmax(void)}, which is {@code SIGRTMAX}. */
    int __libc_current_sigrtmax();

    /** {@code int getrlimit(int resource, struct rlimit *rlim)}. */
    int getrlimit(int resource, long rlim);

    /** {@code int setrlimit(int resource, const struct rlimit *rlim)}. */
    int setrlimit(int resource, long rlim);

    /** {@code int clock_gettime(clockid_t clockid, struct timespec *tp)}. */
    int clock_gettime(int clockid, long tp);

    /** {@code char *strerror(int errnum)}, copied. */
    String strerror(int errnum);

    /** Ends the use of these calls, so that the binding can take back what it registered. */
    void release();
}
