package org.cqueues.kernel.impl;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The C library through JNA's direct mapping: facade over static native methods. JNA keeps errno for each thread. */
final class JnaLibc implements Libc {
    private static final JnaRegistration REGISTRATION = new JnaRegistration(JnaFunctions.class);

    private boolean released;

    JnaLibc() {
        REGISTRATION.acquire();
    }

    @Override
    public long read(int fd, long buf, long count) {
        return JnaRegistration.result(JnaFunctions.read(fd, buf, count));
    }

    @Override
    public long write(int fd, long buf, long count) {
        return JnaRegistration.result(JnaFunctions.write(fd, buf, count));
    }

    @Override
    public int close(int fd) {
        return JnaRegistration.result(JnaFunctions.close(fd));
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return JnaRegistration.result(JnaFunctions.socket(domain, type, protocol));
    }

    @Override
    public int socketpair(int domain, int type, int protocol, long sv) {
        return JnaRegistration.result(JnaFunctions.socketpair(domain, type, protocol, sv));
    }

    @Override
    public int bind(int sockfd, long addr, int addrlen) {
        return JnaRegistration.result(JnaFunctions.bind(sockfd, addr, addrlen));
    }

    @Override
    public int listen(int sockfd, int backlog) {
        return JnaRegistration.result(JnaFunctions.listen(sockfd, backlog));
    }

    @Override
    public int accept4(int sockfd, long addr, long addrlen, int flags) {
        return JnaRegistration.result(JnaFunctions.accept4(sockfd, addr, addrlen, flags));
    }

    @Override
    public int connect(int sockfd, long addr, int addrlen) {
        return JnaRegistration.result(JnaFunctions.connect(sockfd, addr, addrlen));
    }

    @Override
    public int shutdown(int sockfd, int how) {
        return JnaRegistration.result(JnaFunctions.shutdown(sockfd, how));
    }

    @Override
    public int getsockopt(int sockfd, int level, int optname, long optval, long optlen) {
        return JnaRegistration.result(JnaFunctions.getsockopt(sockfd, level, optname, optval, optlen));
    }

    @Override
    public int setsockopt(int sockfd, int level, int optname, long optval, int optlen) {
        return JnaRegistration.result(JnaFunctions.setsockopt(sockfd, level, optname, optval, optlen));
    }

    @Override
    public int getsockname(int sockfd, long addr, long addrlen) {
        return JnaRegistration.result(JnaFunctions.getsockname(sockfd, addr, addrlen));
    }

    @Override
    public int getpeername(int sockfd, long addr, long addrlen) {
        return JnaRegistration.result(JnaFunctions.getpeername(sockfd, addr, addrlen));
    }

    @Override
    public long sendmsg(int sockfd, long msg, int flags) {
        return JnaRegistration.result(JnaFunctions.sendmsg(sockfd, msg, flags));
    }

    @Override
    public long recvmsg(int sockfd, long msg, int flags) {
        return JnaRegistration.result(JnaFunctions.recvmsg(sockfd, msg, flags));
    }

    @Override
    public int fcntl(int fd, int cmd, int arg) {
        return JnaRegistration.result(JnaFunctions.fcntl(fd, cmd, arg));
    }

    @Override
    public int unlink(long pathname) {
        return JnaRegistration.result(JnaFunctions.unlink(pathname));
    }

    @Override
    public int chmod(long pathname, int mode) {
        return JnaRegistration.result(JnaFunctions.chmod(pathname, mode));
    }

    @Override
    public int fchmod(int fd, int mode) {
        return JnaRegistration.result(JnaFunctions.fchmod(fd, mode));
    }

    @Override
    public int ppoll(long fds, long nfds, long tmo, long sigmask) {
        return JnaRegistration.result(JnaFunctions.ppoll(fds, nfds, tmo, sigmask));
    }

    @Override
    public int pthread_sigmask(int how, long set, long oldset) {
        return -JnaFunctions.pthread_sigmask(how, set, oldset);
    }

    @Override
    public int sigaddset(long set, int signum) {
        return JnaRegistration.result(JnaFunctions.sigaddset(set, signum));
    }

    @Override
    public int sigdelset(long set, int signum) {
        return JnaRegistration.result(JnaFunctions.sigdelset(set, signum));
    }

    @Override
    public int kill(int pid, int sig) {
        return JnaRegistration.result(JnaFunctions.kill(pid, sig));
    }

    @Override
    public long signal(int signum, long handler) {
        return JnaRegistration.result(JnaFunctions.signal(signum, handler));
    }

    @Override
    public long addressOfAbs() {
        return Pointer.nativeValue(NativeLibrary.getProcess().getFunction("abs"));
    }

    @Override
    public String strsignal(int sig) {
        return JnaFunctions.strsignal(sig);
    }

    @Override
    public int __libc_current_sigrtmin() {
        return JnaFunctions.__libc_current_sigrtmin();
    }

    @Override
    public int __libc_current_sigrtmax() {
        return JnaFunctions.__libc_current_sigrtmax();
    }

    @Override
    public int getrlimit(int resource, long rlim) {
        return JnaRegistration.result(JnaFunctions.getrlimit(resource, rlim));
    }

    @Override
    public int setrlimit(int resource, long rlim) {
        return JnaRegistration.result(JnaFunctions.setrlimit(resource, rlim));
    }

    @Override
    public int clock_gettime(int clockid, long tp) {
        return JnaRegistration.result(JnaFunctions.clock_gettime(clockid, tp));
    }

    @Override
    public String strerror(int errnum) {
        return JnaFunctions.strerror(errnum);
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            REGISTRATION.release();
        }
    }
}
