package org.cqueues.socket.impl;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.kernel.SocketCalls.Option;
import org.cqueues.kernel.SocketName;
import org.cqueues.kernel.Syscalls;
import org.cqueues.socket.SocketOptions;

/**
 * Facade: makes a new descriptor what its options say.
 *
 * @param calls to make
 * @param fd descriptor
 * @param options what it is to be
 * @param check told each result with its call; throws for a failure
 */
record SocketSetup(Syscalls calls, int fd, SocketOptions options, Check check) {
    /** A system need not have them, and a socket works without. */
    private static final Set<Option> BEST_EFFORT = EnumSet.of(Option.TCP_CORK, Option.SO_OOBINLINE);

    /** Throws if a result is a failure. */
    interface Check {
        int check(int result, String call) throws ErrnoException;
    }

    /** Sets the options; that of listeners, which means something else to a connection, only on those, and that of IPv6 not on the IPv4 address of a host. */
    void apply(boolean listener, Family family) throws ErrnoException {
        for (Map.Entry<Option, Integer> each : options.system().entrySet()) {
            boolean isOfOthers = each.getKey() == Option.TCP_DEFER_ACCEPT && !listener
                    || each.getKey() == Option.IPV6_V6ONLY && family == Family.INET;
            if (isOfOthers) {
                continue;
            }
            int result = calls.setsockopt(fd, each.getKey(), each.getValue());
            if (!BEST_EFFORT.contains(each.getKey())) {
                check.check(result, "setsockopt");
            }
        }
    }

    void bind(SocketName name) throws ErrnoException {
        if (name instanceof SocketName.Inet && !options.system().containsKey(Option.SO_REUSEADDR)) {
            check.check(calls.setsockopt(fd, Option.SO_REUSEADDR, 1), "setsockopt");
        }
        boolean isFile = name instanceof SocketName.Unix unix && !unix.path().isEmpty() && !unix.isAbstract();
        if (isFile) {
            bindFile(name);
        } else {
            check.check(calls.bind(fd, name), "bind");
        }
    }

    /** The mode is set first, so that the file never allows more than it is to; and again after, because the process's umask has taken from it. */
    private void bindFile(SocketName name) throws ErrnoException {
        if (options.unlink()) {
            calls.unlink(name.path()); // what prevents it, prevents the bind
        }
        int mode = options.fileMode().orElse(-1);
        if (mode >= 0) {
            check.check(calls.fchmod(fd, mode), "fchmod");
        }
        check.check(calls.bind(fd, name), "bind");
        if (mode >= 0) {
            check.check(calls.chmod(name.path(), mode), "chmod");
        }
    }
}
