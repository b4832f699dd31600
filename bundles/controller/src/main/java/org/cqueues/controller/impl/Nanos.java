package org.cqueues.controller.impl;

import java.time.Duration;

/** Lengths of time as nanoseconds; {@link Timer#NEVER} stands for no limit. */
final class Nanos {
    private static final double PER_SECOND = 1e9;

    private Nanos() {}

    /** {@return nanoseconds, 0 for a negative length} */
    static long of(Duration time) {
        if (time.isNegative()) {
            return 0;
        }
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return Timer.NEVER;
        }
    }

    /** {@return nanoseconds, rounded up so that a wait is never short; 0 for a negative length, no limit for one that is infinite or no number} */
    static long ofSeconds(double seconds) {
        if (Double.isNaN(seconds)) {
            return Timer.NEVER;
        }
        // The cast saturates at Long.MAX_VALUE.
        return seconds <= 0 ? 0 : (long) Math.ceil(seconds * PER_SECOND);
    }

    /** {@return the moment a length of time after another moment} */
    static long deadline(long now, long nanos) {
        if (nanos == Timer.NEVER) {
            return Timer.NEVER;
        }
        long deadline = now + Math.max(0, nanos);
        return deadline < now ? Timer.NEVER : deadline; // The clock may have begun anywhere, also below 0.
    }
}
