package org.cqueues.dns.impl;

import java.util.function.LongSupplier;
import org.cqueues.kernel.Kernel;

/**
 * What resolvers take from the world outside: value. Tests have another.
 *
 * @param port port of servers that others refer to
 * @param nanos clock by which memories grow old
 */
record Outside(int port, LongSupplier nanos) {
    private static final int PORT = 53;

    static Outside real(Kernel kernel) {
        return new Outside(PORT, kernel::monotonicNanos);
    }
}
