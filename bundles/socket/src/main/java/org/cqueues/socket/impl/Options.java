package org.cqueues.socket.impl;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.cqueues.socket.Buffering;
import org.cqueues.socket.Channels;

/**
 * Facade: the setters of a socket, each of which gives what was set before.
 *
 * @param connection whose settings they replace
 */
record Options(Connection connection) {
    Channels<String> setmode(String input, String output) {
        Settings old = connection.settings();
        connection.settings(old.withModes(input, output));
        return new Channels<>(old.input().inputFlags(), old.output().outputFlags());
    }

    /** A size of null leaves it as it is. */
    Buffering setvbuf(Buffering buffering, Integer size) {
        if (size != null && size == 0) {
            throw new IllegalArgumentException("a buffer size is at least 1, or -1 for no limit, not 0");
        }
        Settings old = connection.settings();
        connection.settings(old.withBuffering(Objects.requireNonNull(buffering, "buffering"), size == null ? 0 : size));
        return old.output().buffering();
    }

    Channels<Integer> setbufsiz(int input, int output) {
        Settings old = connection.settings();
        connection.settings(old.withSizes(input, output));
        return new Channels<>(old.inputSize(), old.outputSize());
    }

    Channels<Integer> setmaxline(int input, int output) {
        Settings old = connection.settings();
        connection.settings(old.withLines(input, output));
        return new Channels<>(old.inputLine(), old.outputLine());
    }

    Charset setcharset(Charset charset) {
        Settings old = connection.settings();
        connection.settings(old.withCharset(charset));
        return old.encoding().charset();
    }

    /** A timeout of null is none. */
    Optional<Duration> settimeout(Duration timeout) {
        Settings old = connection.settings();
        connection.settings(old.withTimeout(timeout == null ? Long.MAX_VALUE : Settings.nanos(timeout)));
        return old.timeout();
    }
}
