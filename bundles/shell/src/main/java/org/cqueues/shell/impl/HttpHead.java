package org.cqueues.shell.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;

/**
 * Value: what a message begins with, up to the empty line. RFC 9112, section 2.1.
 *
 * @param start request line or status line, without its end
 * @param fields in the order in which they came
 */
record HttpHead(String start, List<HttpField> fields) {
    /** Longest line, in bytes, which a socket to read from is to have as its longest. */
    static final int LONGEST_LINE = 8192;

    /** Bytes of a head at most, so that a peer cannot make it grow for ever. */
    static final int LARGEST = 4 * LONGEST_LINE;

    private static final int MOST_FIELDS = 100;

    /** Refuses what is no begin of a message, before anything else is waited for. */
    interface StartLine {
        void require(String line) throws IOException;
    }

    /**
     * Reads a head from a socket in binary mode.
     *
     * @param startLine asked about the first line
     * @param patience longest time from its first line to its last; a line may take the socket's timeout beside
     * @return the head; {@code null} if the stream ends before it begins
     * @throws HttpException if it is too long or malformed, or does not end in time
     * @throws SocketTimeoutException if none begins in time
     */
    static HttpHead read(Socket socket, StartLine startLine, Duration patience) throws IOException {
        String start = null;
        try {
            start = line(socket, HttpStatus.URI_TOO_LONG);
            if (start != null && start.isEmpty()) { // one empty line before a request is tolerated: RFC 9112, 2.2
                start = line(socket, HttpStatus.URI_TOO_LONG);
            }
            if (start == null) {
                return null;
            }
            startLine.require(start);
            return new HttpHead(start, fields(socket, start.length(), patience));
        } catch (SocketTimeoutException e) {
            if (start == null && socket.pending().input() == 0) {
                throw e;
            }
            throw late();
        }
    }

    private static List<HttpField> fields(Socket socket, int sizeBefore, Duration patience) throws IOException {
        long begin = System.nanoTime();
        List<HttpField> fields = new ArrayList<>(8);
        int size = sizeBefore;
        for (String line = fieldLine(socket); !line.isEmpty(); line = fieldLine(socket)) {
            size += line.length();
            if (fields.size() == MOST_FIELDS || size > LARGEST) {
                throw new HttpException(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head is too long");
            }
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw late();
            }
            fields.add(HttpField.parse(line));
        }
        return fields;
    }

    /** What does not come in time is refused. */
    static HttpException late() {
        return new HttpException(HttpStatus.REQUEST_TIMEOUT, "the message came too slowly");
    }

    /** {@return a line of a header section, empty at its end} */
    static String fieldLine(Socket socket) throws IOException {
        String line = line(socket, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE);
        if (line == null) {
            throw HttpException.malformed("the stream ended within the head");
        }
        return line;
    }

    /** {@return a line without its end; {@code null} at the end of the stream} */
    static String line(Socket socket, HttpStatus tooLong) throws IOException {
        String line = socket.read(Format.LINE_KEEP);
        if (line == null) {
            return null;
        }
        int end = line.length() - 1;
        if (line.charAt(end) != '\n') {
            throw end + 1 < LONGEST_LINE
                    ? HttpException.malformed("the stream ended within a line")
                    : new HttpException(tooLong, "a line is longer than " + LONGEST_LINE + " bytes");
        }
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    /** {@return the value of the first field of a name} */
    Optional<String> field(String name) {
        for (HttpField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    int count(String name) {
        int count = 0;
        for (HttpField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                count++;
            }
        }
        return count;
    }

    /** {@return the members of all lists that the fields of a name have, in lower case} */
    List<String> list(String name) {
        if (count(name) == 0) {
            return List.of();
        }
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .flatMap(field -> Stream.of(field.value().split(",")))
                .map(member -> member.strip().toLowerCase(Locale.ROOT))
                .filter(member -> !member.isEmpty())
                .toList();
    }
}
