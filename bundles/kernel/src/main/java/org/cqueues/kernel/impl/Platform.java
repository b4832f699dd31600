package org.cqueues.kernel.impl;

import java.util.Map;
import java.util.Set;

/**
 * Numbers that differ between operating systems and machines: value, and constants of the one system there is a table of so far, Linux on
 * 64-bit machines with the generic numbering.
 *
 * @param name such as {@code Linux amd64}
 * @param errnos each error's name with its number, the canonical one first
 */
public record Platform(String name, Map<String, Integer> errnos) {
    static final int AF_UNSPEC = 0;
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_TYPE = 3;
    static final int SO_ERROR = 4;
    static final int SO_BROADCAST = 6;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_KEEPALIVE = 9;
    static final int SO_OOBINLINE = 10;
    static final int SO_LINGER = 13;
    static final int SO_REUSEPORT = 15;
    static final int SO_ACCEPTCONN = 30;
    static final int SO_DOMAIN = 39;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int TCP_CORK = 3;
    static final int TCP_DEFER_ACCEPT = 9;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int SCM_RIGHTS = 1;
    static final int MSG_CTRUNC = 0x8;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    static final int F_SETFD = 2;
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int FD_CLOEXEC = 1;
    static final int O_NONBLOCK = 0x800;
    static final int SHUT_RD = 0;
    static final int SHUT_WR = 1;
    static final int SHUT_RDWR = 2;
    static final int SIG_BLOCK = 0;
    static final int SIG_UNBLOCK = 1;
    static final int SIG_SETMASK = 2;
    static final int SIG_DFL = 0;
    static final int SIG_IGN = 1;
    static final int RLIMIT_NOFILE = 7;
    static final int CLOCK_MONOTONIC = 1;

    /** 64-bit machines with the generic numbering, as {@code os.arch} names them. */
    private static final Set<String> GENERIC =
            Set.of("amd64", "x86_64", "aarch64", "riscv64", "s390x", "ppc64", "ppc64le", "loongarch64");

    /**
     * {@return the platform this JVM runs on}
     *
     * @throws IllegalStateException if there is no table of it yet
     */
    public static Platform here() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /**
     * {@return a platform by its names in Java}
     *
     * @param os value of {@code os.name}
     * @param arch value of {@code os.arch}
     * @throws IllegalStateException if there is no table of it yet
     */
    public static Platform of(String os, String arch) {
        if (!os.equals("Linux")) {
            throw new IllegalStateException(
                    "no table of error numbers and socket constants for " + os + " yet; there is one for Linux");
        }
        if (!GENERIC.contains(arch)) {
            throw new IllegalStateException("no table of error numbers and struct layouts for Linux on " + arch
                    + " yet; there is one for 64-bit machines with the generic numbering: "
                    + String.join(", ", new java.util.TreeSet<>(GENERIC)));
        }
        return new Platform(os + " " + arch, LinuxErrnos.codes(arch.startsWith("ppc")));
    }

    /** {@return the option that tells the peer's identity, which PowerPC numbers in a way of its own} */
    static int soPeercred() {
        return System.getProperty("os.arch").startsWith("ppc") ? 21 : 17;
    }

    /** {@return an error's number} */
    int errno(String errnoName) {
        return errnos.get(errnoName);
    }
}
