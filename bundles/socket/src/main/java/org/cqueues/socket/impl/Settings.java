package org.cqueues.socket.impl;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.SocketOptions;

/**
 * Value: what can be set on a socket. Immutable, so that the sockets of a listener share one.
 *
 * @param input mode
 * @param output mode
 * @param buffers the least to ask of the system at once, and the unit of full buffering
 * @param lines the longest ones
 * @param timeoutNanos of operations that are given none; {@link Long#MAX_VALUE} is never
 * @param nodelay whether small segments are sent at once
 * @param time whether the time of transfers is kept
 * @param encoding of text
 */
record Settings(
        Mode input,
        Mode output,
        Sizes buffers,
        Sizes lines,
        long timeoutNanos,
        boolean nodelay,
        boolean time,
        Encoding encoding) {
    private static final Sizes SIZES = new Sizes(4096, 4096);

    static final Settings DEFAULT =
            new Settings(Mode.DEFAULT, Mode.DEFAULT, SIZES, SIZES, Long.MAX_VALUE, false, true, Encoding.UTF_8);

    /**
     * Value: one size of each direction.
     *
     * @param input bytes; {@link Integer#MAX_VALUE} for no limit
     * @param output bytes; {@link Integer#MAX_VALUE} for no limit
     */
    private record Sizes(int input, int output) {
        Sizes with(int newInput, int newOutput) {
            return new Sizes(size(newInput, input), size(newOutput, output));
        }

        private static int size(int wanted, int present) {
            if (wanted < -1) {
                throw new IllegalArgumentException(
                        "a size is at least 1, or 0 to leave it, or -1 for no limit, not " + wanted);
            }
            return wanted == 0 ? present : wanted == -1 ? Integer.MAX_VALUE : wanted;
        }
    }

    int inputSize() {
        return buffers.input;
    }

    int outputSize() {
        return buffers.output;
    }

    int inputLine() {
        return lines.input;
    }

    int outputLine() {
        return lines.output;
    }

    Settings withModes(String inputFlags, String outputFlags) {
        Mode in = input.withInput(inputFlags);
        return new Settings(in, output.withOutput(outputFlags), buffers, lines, timeoutNanos, nodelay, time, encoding);
    }

    Settings withBuffering(Buffering buffering, int size) {
        Sizes sizes = buffers.with(0, size);
        return new Settings(input, output.with(buffering), sizes, lines, timeoutNanos, nodelay, time, encoding);
    }

    Settings withSizes(int newInput, int newOutput) {
        if (newInput == -1) {
            throw new IllegalArgumentException("the size of an input buffer is at least 1 and has a limit, not -1");
        }
        Sizes sizes = buffers.with(newInput, newOutput);
        return new Settings(input, output, sizes, lines, timeoutNanos, nodelay, time, encoding);
    }

    Settings withLines(int newInput, int newOutput) {
        Sizes longest = lines.with(newInput, newOutput);
        return new Settings(input, output, buffers, longest, timeoutNanos, nodelay, time, encoding);
    }

    Settings withTimeout(long nanos) {
        return new Settings(input, output, buffers, lines, nanos, nodelay, time, encoding);
    }

    Settings withNodelay(boolean on) {
        return new Settings(input, output, buffers, lines, timeoutNanos, on, time, encoding);
    }

    Settings withCharset(Charset charset) {
        return new Settings(input, output, buffers, lines, timeoutNanos, nodelay, time, Encoding.of(charset));
    }

    /** {@return these as a socket with such options has them} */
    Settings with(SocketOptions options) {
        boolean quick = nodelay || options.nodelay();
        return new Settings(input, output, buffers, lines, timeoutNanos, quick, time && options.time(), encoding);
    }

    /** {@return how what comes in is characters} */
    Encoding inputEncoding() {
        return input.text() ? encoding : Encoding.BYTES;
    }

    /** {@return how characters go out} */
    Encoding outputEncoding() {
        return output.text() ? encoding : Encoding.BYTES;
    }

    Optional<Duration> timeout() {
        return timeoutNanos == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(timeoutNanos));
    }

    /** {@return the deadline of an operation that begins now and is given no timeout} */
    long deadline(Kernel kernel) {
        return deadline(kernel, timeoutNanos);
    }

    static long deadline(Kernel kernel, long timeoutNanos) {
        if (timeoutNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long now = kernel.monotonicNanos();
        long deadline = now + timeoutNanos;
        return timeoutNanos > 0 && deadline < now ? Long.MAX_VALUE : deadline;
    }

    /** A duration may be longer than a long has nanoseconds: 292 years are for ever. */
    static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        return timeout.getSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
