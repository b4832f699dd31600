package org.cqueues.socket.impl;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Buffering;

/**
 * Value: what can be set on a socket. Immutable, so that the sockets of a listener share one.
 *
 * @param input mode
 * @param output mode
 * @param inputSize least to ask of the system at once, in bytes
 * @param outputSize unit of full buffering, in bytes
 * @param inputLine longest line, in bytes
 * @param outputLine longest line, in bytes
 * @param timeoutNanos of operations that are given none; {@link Long#MAX_VALUE} is never
 * @param nodelay whether small segments are sent at once
 * @param encoding of text
 */
record Settings(
        Mode input,
        Mode output,
        int inputSize,
        int outputSize,
        int inputLine,
        int outputLine,
        long timeoutNanos,
        boolean nodelay,
        Encoding encoding) {
    private static final int SIZE = 4096;

    static final Settings DEFAULT =
            new Settings(Mode.DEFAULT, Mode.DEFAULT, SIZE, SIZE, SIZE, SIZE, Long.MAX_VALUE, false, Encoding.UTF_8);

    Settings withModes(String inputFlags, String outputFlags) {
        return new Settings(
                input.withInput(inputFlags),
                output.withOutput(outputFlags),
                inputSize,
                outputSize,
                inputLine,
                outputLine,
                timeoutNanos,
                nodelay,
                encoding);
    }

    Settings withBuffering(Buffering buffering, int size) {
        return new Settings(
                input,
                output.with(buffering),
                inputSize,
                size(size, outputSize),
                inputLine,
                outputLine,
                timeoutNanos,
                nodelay,
                encoding);
    }

    Settings withSizes(int newInput, int newOutput) {
        if (newInput == -1) {
            throw new IllegalArgumentException("the size of an input buffer is at least 1 and has a limit, not -1");
        }
        return new Settings(
                input,
                output,
                size(newInput, inputSize),
                size(newOutput, outputSize),
                inputLine,
                outputLine,
                timeoutNanos,
                nodelay,
                encoding);
    }

    Settings withLines(int newInput, int newOutput) {
        return new Settings(
                input,
                output,
                inputSize,
                outputSize,
                size(newInput, inputLine),
                size(newOutput, outputLine),
                timeoutNanos,
                nodelay,
                encoding);
    }

    Settings withTimeout(long nanos) {
        return new Settings(input, output, inputSize, outputSize, inputLine, outputLine, nanos, nodelay, encoding);
    }

    Settings withNodelay(boolean on) {
        return new Settings(input, output, inputSize, outputSize, inputLine, outputLine, timeoutNanos, on, encoding);
    }

    Settings withCharset(Charset charset) {
        return new Settings(
                input,
                output,
                inputSize,
                outputSize,
                inputLine,
                outputLine,
                timeoutNanos,
                nodelay,
                Encoding.of(charset));
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

    private static int size(int wanted, int present) {
        if (wanted < -1) {
            throw new IllegalArgumentException(
                    "a size is at least 1, or 0 to leave it, or -1 for no limit, not " + wanted);
        }
        return wanted == 0 ? present : wanted == -1 ? Integer.MAX_VALUE : wanted;
    }
}
