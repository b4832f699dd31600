package org.cqueues.socket.impl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Readiness;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.socket.SocketOptions;

/**
 * Worker: connects to a host by its name. It tries the addresses one after another, each beside those that are under way, takes the connection that is made
 * first, and closes the others at once: RFC 8305, "Happy Eyeballs". No thread and no coroutine of its own takes part; a step is taken by who needs the socket.
 * <pre>
 *   lookup --answer--> [50 ms, for the answer about IPv6] --> attempt --250 ms, or a failure--> attempt beside it ... --> the first that is connected
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305">RFC 8305</a>
 */
final class Race extends NamedApproach {
    /** How long addresses of IPv4 wait for an answer about IPv6, which would come first. */
    private static final long RESOLUTION_DELAY_NANOS = 50_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final Candidates candidates = new Candidates(this::source);
    private final List<Attempt> attempts = new ArrayList<>();
    private long next = NEVER; // when the next candidate is tried
    private boolean delayed; // the candidates wait for an answer about IPv6

    /** A connection that is being made. */
    private static final class Attempt implements Pollable {
        final SocketName address;
        final int fd;
        private volatile boolean over; // no attempt any more: its descriptor is closed, or the connection's

        Attempt(SocketName address, int fd) {
            this.address = address;
            this.fd = fd;
        }

        @Override
        public int pollfd() {
            return over ? -1 : fd;
        }

        @Override
        public Readiness events() {
            return Readiness.WRITE;
        }

        /** What is over is not to be waited for. */
        @Override
        public long timeoutNanos() {
            return over ? 0 : NEVER;
        }
    }

    Race(SocketContext context, Connection connection, SocketOptions options) {
        super(context, connection, options);
    }

    @Override
    State advance() {
        for (Attempt attempt : List.copyOf(attempts)) {
            if (isConnected(attempt)) {
                return win(attempt);
            }
        }
        boolean complete = take();
        while (!candidates.isEmpty() && now() - next >= 0) {
            Attempt attempt = begin(address(candidates.next()));
            if (attempt != null) {
                return win(attempt);
            }
        }
        boolean hopeless = attempts.isEmpty() && candidates.isEmpty() && complete;
        return hopeless ? State.FAILED : State.UNDER_WAY;
    }

    private SocketName address(InetAddress address) {
        return SocketName.of(new InetSocketAddress(address, port()));
    }

    /** Takes the addresses that have been found since the last step. RFC 8305, section 3. {@return whether no more will come} */
    private boolean take() {
        boolean first = candidates.isEmpty() && next == NEVER;
        Resolution.News news = resolution().take();
        candidates.add(news.addresses());
        boolean incomplete = news.awaitsInet6() && !candidates.has(Family.INET6);
        if (first && !candidates.isEmpty()) {
            delayed = incomplete;
            next = delayed ? now() + RESOLUTION_DELAY_NANOS : now();
        } else if (delayed && !incomplete) {
            delayed = false;
            next = now();
        }
        return news.complete();
    }

    /** Begins another attempt. {@return it, if it is connected at once; otherwise null} */
    private Attempt begin(SocketName address) {
        delayed = false;
        int fd;
        try {
            fd = dialer().open(address);
        } catch (ErrnoException e) {
            fail(address, e.code(), e.call());
            return null;
        }
        Attempt attempt = new Attempt(address, fd);
        attempts.add(attempt);
        int result = context().syscalls().connect(fd, address);
        if (result == -context().inProgress) {
            next = now() + options().attemptDelay().toNanos();
        } else if (result < 0) {
            lose(attempt, -result);
        }
        return result == 0 ? attempt : null;
    }

    /** Looks how an attempt stands: a pending error is its end, and who has a peer is connected. */
    private boolean isConnected(Attempt attempt) {
        Syscalls calls = context().syscalls();
        int error = calls.getsockopt(attempt.fd, Option.SO_ERROR);
        if (error != 0) {
            lose(attempt, Math.abs(error));
            return false;
        }
        try {
            calls.getpeername(attempt.fd);
            return true;
        } catch (ErrnoException e) {
            if (e.code() != context().notConnected) {
                lose(attempt, e.code());
            }
            return false;
        }
    }

    private void lose(Attempt attempt, int error) {
        attempts.remove(attempt);
        close(attempt);
        fail(attempt.address, error, "connect");
        next = now();
    }

    private State win(Attempt attempt) {
        attempt.over = true;
        attempts.remove(attempt);
        if (connection().settings().nodelay()) {
            context().syscalls().setsockopt(attempt.fd, Option.TCP_NODELAY, 1);
        }
        established(attempt.address, attempt.fd);
        return State.DONE;
    }

    private void close(Attempt attempt) {
        attempt.over = true;
        context().controllers().release(attempt.fd); // first: the number may be reused at once
        context().syscalls().close(attempt.fd);
    }

    /** {@return what the system would send from, found out without sending anything; null if it has no way to an address} */
    private InetAddress source(InetAddress address) {
        Syscalls calls = context().syscalls();
        SocketName target = address(address);
        int fd = calls.socket(target.family(), Type.DGRAM);
        if (fd < 0) {
            return null;
        }
        try {
            return calls.connect(fd, target) < 0
                    ? null
                    : calls.getsockname(fd).inet().getAddress();
        } catch (ErrnoException e) {
            return null;
        } finally {
            calls.close(fd);
        }
    }

    @Override
    List<? extends Pollable> underWay() {
        return attempts;
    }

    @Override
    long nextNanos() {
        return candidates.isEmpty() ? NEVER : next;
    }

    @Override
    public void abandon() {
        super.abandon();
        attempts.forEach(this::close);
        attempts.clear();
    }
}
