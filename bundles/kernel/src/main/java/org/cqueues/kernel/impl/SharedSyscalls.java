package org.cqueues.kernel.impl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.cqueues.kernel.Arrival;
import org.cqueues.kernel.Credentials;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.SpinLock;
import org.cqueues.kernel.Syscalls;

/**
 * System calls for any thread: facade that lends each call one {@link NativeSyscalls} for its duration. There are as many as were ever in
 * use at once. A lock around a single one would let a call on somebody's blocking descriptor hold up all others, and a {@code ThreadLocal} would
 * keep our class loader alive.
 */
final class SharedSyscalls implements Syscalls {
    private final Binding binding;
    private final Errno errno;
    private final SpinLock lock = new SpinLock();
    private final Deque<NativeSyscalls> idle = new ArrayDeque<>(); // guarded by the lock
    private boolean closed; // guarded by the lock

    SharedSyscalls(Binding binding, Errno errno) {
        this.binding = binding;
        this.errno = errno;
    }

    private NativeSyscalls borrow() {
        NativeSyscalls calls = poll();
        return calls == null ? new NativeSyscalls(binding, errno) : calls; // outside the lock: it can wait
    }

    private NativeSyscalls poll() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the kernel is closed");
            }
            return idle.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(NativeSyscalls calls) {
        if (!keep(calls)) {
            calls.release();
        }
    }

    private boolean keep(NativeSyscalls calls) {
        lock.lock();
        try {
            if (!closed) {
                idle.addFirst(calls);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        List<NativeSyscalls> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(NativeSyscalls::release);
    }

    @Override
    public long read(int fd, long address, long length) {
        NativeSyscalls calls = borrow();
        try {
            return calls.read(fd, address, length);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public long write(int fd, long address, long length) {
        NativeSyscalls calls = borrow();
        try {
            return calls.write(fd, address, length);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int close(int fd) {
        NativeSyscalls calls = borrow();
        try {
            return calls.close(fd);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int socket(Family family, Type type) {
        NativeSyscalls calls = borrow();
        try {
            return calls.socket(family, type);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int socketpair(Type type, int[] fds) {
        NativeSyscalls calls = borrow();
        try {
            return calls.socketpair(type, fds);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int bind(int fd, SocketName address) {
        NativeSyscalls calls = borrow();
        try {
            return calls.bind(fd, address);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int listen(int fd, int backlog) {
        NativeSyscalls calls = borrow();
        try {
            return calls.listen(fd, backlog);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int accept(int fd) {
        NativeSyscalls calls = borrow();
        try {
            return calls.accept(fd);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int connect(int fd, SocketName address) {
        NativeSyscalls calls = borrow();
        try {
            return calls.connect(fd, address);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int shutdown(int fd, Readiness directions) {
        NativeSyscalls calls = borrow();
        try {
            return calls.shutdown(fd, directions);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int setsockopt(int fd, Option option, int value) {
        NativeSyscalls calls = borrow();
        try {
            return calls.setsockopt(fd, option, value);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int getsockopt(int fd, Option option) {
        NativeSyscalls calls = borrow();
        try {
            return calls.getsockopt(fd, option);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public SocketName getsockname(int fd) throws ErrnoException {
        NativeSyscalls calls = borrow();
        try {
            return calls.getsockname(fd);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public SocketName getpeername(int fd) throws ErrnoException {
        NativeSyscalls calls = borrow();
        try {
            return calls.getpeername(fd);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public Credentials peercred(int fd) throws ErrnoException {
        NativeSyscalls calls = borrow();
        try {
            return calls.peercred(fd);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public long sendmsg(int fd, long address, long length, SocketName to, int... fds) {
        NativeSyscalls calls = borrow();
        try {
            return calls.sendmsg(fd, address, length, to, fds);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public long recvmsg(int fd, long address, long length, Arrival arrival) {
        NativeSyscalls calls = borrow();
        try {
            return calls.recvmsg(fd, address, length, arrival);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int dup(int fd) {
        NativeSyscalls calls = borrow();
        try {
            return calls.dup(fd);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int adopt(int fd) {
        NativeSyscalls calls = borrow();
        try {
            return calls.adopt(fd);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int unlink(String path) {
        NativeSyscalls calls = borrow();
        try {
            return calls.unlink(path);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int chmod(String path, int mode) {
        NativeSyscalls calls = borrow();
        try {
            return calls.chmod(path, mode);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int fchmod(int fd, int mode) {
        NativeSyscalls calls = borrow();
        try {
            return calls.fchmod(fd, mode);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int pthread_sigmask(MaskChange change, long signals, long[] old) {
        NativeSyscalls calls = borrow();
        try {
            return calls.pthread_sigmask(change, signals, old);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int kill(int pid, int signal) {
        NativeSyscalls calls = borrow();
        try {
            return calls.kill(pid, signal);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int signal(int signal, Disposition disposition) {
        NativeSyscalls calls = borrow();
        try {
            return calls.signal(signal, disposition);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public String strsignal(int signal) {
        NativeSyscalls calls = borrow();
        try {
            return calls.strsignal(signal);
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int sigrtmin() {
        NativeSyscalls calls = borrow();
        try {
            return calls.sigrtmin();
        } finally {
            giveBack(calls);
        }
    }

    @Override
    public int sigrtmax() {
        NativeSyscalls calls = borrow();
        try {
            return calls.sigrtmax();
        } finally {
            giveBack(calls);
        }
    }
}
