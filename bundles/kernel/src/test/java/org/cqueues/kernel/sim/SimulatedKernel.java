package org.cqueues.kernel.sim;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.DirectoryWatcher;
import org.cqueues.kernel.Errno;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SignalDescriptor;
import org.cqueues.kernel.SignalTable;
import org.cqueues.kernel.SocketCalls;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.kernel.Workspace;
import org.cqueues.kernel.impl.ErrnoTable;
import org.cqueues.kernel.impl.LinuxSignals;
import org.cqueues.kernel.impl.Platform;

/**
 * A kernel in memory, for deterministic tests of what stands on one: strict fake. Time is a virtual clock that only {@link #advance} and waits move;
 * a wait for which nothing is ready moves it to its end at once. Error numbers are Linux's. Any thread may call it.
 *
 * <p>Strict means: watching a closed descriptor is {@code EBADF}; closing one that is watched, waiting without end while nothing is
 * ready, and an address outside any block are an {@link AssertionError}. A test ends with {@link #assertNothingOpen}.
 */
public final class SimulatedKernel implements Kernel {
    private final SimulatedDescriptors descriptors = new SimulatedDescriptors();
    private final SimulatedMemory memory = new SimulatedMemory();
    private final IdentityHashMap<Block, Boolean> blocksInUse = new IdentityHashMap<>();
    private final Set<Integer> pendingSignals = new HashSet<>(); // guarded by descriptors
    private final Errno errno =
            new ErrnoTable(Platform.of("Linux", "amd64").errnos(), code -> "simulated error " + code);
    private final SimulatedSyscalls syscalls = new SimulatedSyscalls(descriptors, memory, errno);
    private long nanos; // guarded by descriptors

    /** {@return a new descriptor that is ready for nothing until a test says so} */
    public int create() {
        synchronized (descriptors) {
            return created(SocketCalls.Family.UNIX).fd;
        }
    }

    /** {@return two new connected descriptors: what is written to one can be read from the other} */
    public int[] pair() {
        int[] fds = new int[2];
        int result = syscalls.socketpair(SocketCalls.Type.STREAM, fds);
        if (result < 0) {
            throw new AssertionError("the limit of descriptors is reached");
        }
        return fds;
    }

    private SimulatedDescriptor created(SocketCalls.Family family) {
        SimulatedDescriptor descriptor = descriptors.create(family, SocketCalls.Type.STREAM);
        if (descriptor == null) {
            throw new AssertionError("the limit of descriptors is reached");
        }
        return descriptor;
    }

    /** Says what a descriptor is ready for, beside what its data says. */
    public void ready(int fd, Readiness readiness) {
        synchronized (descriptors) {
            SimulatedDescriptor descriptor = descriptors.require(fd);
            descriptor.readable = readiness.contains(Readiness.READ);
            descriptor.writable = readiness.contains(Readiness.WRITE);
            descriptor.priority = readiness.contains(Readiness.PRIORITY);
        }
    }

    /** Sets the pending error of a descriptor, which {@code SO_ERROR} takes; until then it is ready for all that is watched. */
    public void fail(int fd, String errnoName) {
        synchronized (descriptors) {
            descriptors.require(fd).error = errno.code(errnoName);
        }
    }

    /**
     * Scripts the outcome of the next read that has none yet.
     *
     * @param outcome negative errno to return, or the most bytes to read
     */
    public void nextRead(int fd, long outcome) {
        synchronized (descriptors) {
            descriptors.require(fd).nextReads.add(outcome);
        }
    }

    /**
     * Scripts the outcome of the next write that has none yet.
     *
     * @param outcome negative errno to return, or the most bytes to write
     */
    public void nextWrite(int fd, long outcome) {
        synchronized (descriptors) {
            descriptors.require(fd).nextWrites.add(outcome);
        }
    }

    /** Sets how many bytes a descriptor holds unread before its peer's writes would block. */
    public void room(int fd, int bytes) {
        synchronized (descriptors) {
            descriptors.require(fd).room = bytes;
        }
    }

    /** Has connections to an address get no answer, as where a firewall drops them. */
    public void swallow(SocketName address) {
        synchronized (descriptors) {
            syscalls.swallowing.add(address);
        }
    }

    /** Has those that wait for an answer from an address get one: from who listens there, or a refusal. */
    public void answer(SocketName address) {
        synchronized (descriptors) {
            syscalls.swallowing.remove(address);
            syscalls.answer(address);
        }
    }

    /** Has no way to a family of addresses, as where there is no route. */
    public void unreachable(SocketCalls.Family family) {
        synchronized (descriptors) {
            syscalls.unreachable.add(family);
        }
    }

    /** {@return where connections of streams were begun to, in this order} */
    public List<SocketName> connects() {
        synchronized (descriptors) {
            return List.copyOf(syscalls.connects);
        }
    }

    /** Closes a descriptor as {@link Syscalls#close} does, but an open one only. */
    public void close(int fd) {
        synchronized (descriptors) {
            descriptors.require(fd);
            descriptors.close(fd);
        }
    }

    /** {@return how many descriptors are open, those of pollers included} */
    public int openDescriptors() {
        synchronized (descriptors) {
            return descriptors.count();
        }
    }

    /** {@return how many blocks are in use, of all workspaces} */
    public int blocksInUse() {
        synchronized (blocksInUse) {
            return blocksInUse.size();
        }
    }

    /** Checks that every descriptor was closed and every block given back. */
    public void assertNothingOpen() {
        synchronized (descriptors) {
            for (SimulatedDescriptor descriptor : descriptors.all()) {
                throw new AssertionError(
                        descriptors.count() + " descriptors are open, the first is fd " + descriptor.fd);
            }
        }
        if (blocksInUse() != 0) {
            throw new AssertionError(blocksInUse() + " blocks were not given back");
        }
    }

    /** Sets how many descriptors may be open before {@code EMFILE}. */
    public void descriptorLimit(int limit) {
        synchronized (descriptors) {
            descriptors.limit = limit;
        }
    }

    /**
     * {@return how often a call was made since the start or {@link #clearCalls}}
     *
     * @param call {@code watch}, {@code watch that changes} (one that would be a system call), {@code poll}, {@code alert}, {@code pause}, or a
     *     system call's C name
     */
    public int calls(String call) {
        synchronized (descriptors) {
            return descriptors.calls(call);
        }
    }

    /** Forgets the calls counted so far. */
    public void clearCalls() {
        synchronized (descriptors) {
            descriptors.clearCalls();
        }
    }

    /** Makes a signal pending, for the next pause that unblocks it. */
    public void raise(int signal) {
        synchronized (descriptors) {
            pendingSignals.add(signal);
        }
    }

    boolean takeSignal(int signal) {
        return pendingSignals.remove(signal);
    }

    /** Moves the clock. */
    public void advance(long byNanos) {
        synchronized (descriptors) {
            nanos += byNanos;
        }
    }

    @Override
    public long monotonicNanos() {
        synchronized (descriptors) {
            return nanos;
        }
    }

    @Override
    public Choice backend() {
        return new Choice("simulated", "a test asks for it", Map.of());
    }

    @Override
    public Choice binding() {
        return new Choice("simulated", "a test asks for it", Map.of());
    }

    @Override
    public Errno errno() {
        return errno;
    }

    @Override
    public SignalTable signals() {
        return new LinuxSignals(34, 64);
    }

    @Override
    public Syscalls syscalls() {
        return syscalls;
    }

    @Override
    public Workspace openWorkspace() {
        return new SimulatedWorkspace(memory, syscalls, blocksInUse);
    }

    @Override
    public Poller openPoller() throws ErrnoException {
        synchronized (descriptors) {
            SimulatedDescriptor own = descriptors.create(SocketCalls.Family.UNIX, SocketCalls.Type.STREAM);
            if (own == null) {
                throw new ErrnoException(errno, errno.code("EMFILE"), "openPoller", "");
            }
            SimulatedPoller poller = new SimulatedPoller(this, descriptors, own);
            descriptors.add(poller);
            return poller;
        }
    }

    @Override
    public Choice directoryWatching() {
        return new Choice("none", "a simulation has no directories", Map.of());
    }

    @Override
    public DirectoryWatcher openDirectoryWatcher() {
        throw new UnsupportedOperationException("a simulation has no directories");
    }

    @Override
    public Choice signalDescriptors() {
        return new Choice("none", "a simulation has no signals", Map.of());
    }

    @Override
    public SignalDescriptor openSignalDescriptor(long signals) {
        throw new UnsupportedOperationException("a simulation has no signals");
    }

    @Override
    public long raiseDescriptorLimit() {
        synchronized (descriptors) {
            return descriptors.limit;
        }
    }

    /** Does nothing: what is open is its openers' to close, and {@link #assertNothingOpen} tells. */
    @Override
    public void close() {}
}
