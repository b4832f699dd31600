package org.cqueues.dns.impl;

import java.time.Duration;
import org.cqueues.kernel.Kernel;

/**
 * A moment of the kernel's monotonic clock: value.
 *
 * @param kernel whose clock
 * @param nanos the moment; {@link Long#MAX_VALUE} is never
 */
record Deadline(Kernel kernel, long nanos) {
    static Deadline never(Kernel kernel) {
        return new Deadline(kernel, Long.MAX_VALUE);
    }

    /** {@return this, or the moment after a time if that comes first} */
    Deadline within(Duration time) {
        return within(time, kernel.monotonicNanos());
    }

    /** {@return this, or the moment after a time from now on if that comes first} */
    Deadline within(Duration time, long now) {
        long length;
        try {
            length = Math.max(0, time.toNanos());
        } catch (ArithmeticException e) {
            return this; // centuries
        }
        long moment = now + length;
        boolean never = moment < now;
        return never || nanos != Long.MAX_VALUE && nanos - moment <= 0 ? this : new Deadline(kernel, moment);
    }

    boolean isOver() {
        return nanos != Long.MAX_VALUE && kernel.monotonicNanos() - nanos >= 0;
    }

    /** {@return the time that is left; a thousand hours stand for no limit} */
    Duration left() {
        return nanos == Long.MAX_VALUE
                ? Duration.ofHours(1000)
                : Duration.ofNanos(Math.max(0, nanos - kernel.monotonicNanos()));
    }
}
