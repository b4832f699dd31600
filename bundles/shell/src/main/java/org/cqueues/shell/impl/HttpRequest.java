package org.cqueues.shell.impl;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cqueues.socket.Socket;

/**
 * Value: what a client asks for. RFC 9112, section 3.
 *
 * @param method such as {@code GET}
 * @param target as it was sent
 * @param old whether it is of HTTP/1.0, where connections end with the answer unless agreed otherwise
 * @param head all of it
 */
record HttpRequest(String method, String target, boolean old, HttpHead head) {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/?#]+");

    /**
     * Reads a request up to its body.
     *
     * @param startLine asked about the first line, as {@link #requireLine}
     * @param patience longest time from its first line to its last
     * @return the request; {@code null} if the client has no more
     * @throws HttpException if it cannot be answered
     */
    static HttpRequest read(Socket socket, HttpHead.StartLine startLine, Duration patience) throws IOException {
        HttpHead head = HttpHead.read(socket, startLine, patience);
        return head == null ? null : of(head);
    }

    /** Refuses what is no first line of a request. */
    static void requireLine(String line) throws HttpException {
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first < 0 || last - first < 2 || !HttpField.isToken(line, first)) {
            throw HttpException.malformed("the request line is malformed");
        }
        String version = line.substring(last + 1);
        if (!VERSION.matcher(version).matches()) {
            throw HttpException.malformed("the version is malformed");
        }
        if (version.charAt(5) != '1') {
            throw new HttpException(HttpStatus.HTTP_VERSION_NOT_SUPPORTED, "only HTTP/1.0 and HTTP/1.1 are known");
        }
    }

    private static HttpRequest of(HttpHead head) throws HttpException {
        String line = head.start();
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        String method = line.substring(0, first);
        boolean old = line.endsWith("0");
        requireHost(head, old);
        if (old && head.count("Transfer-Encoding") > 0) {
            throw HttpException.malformed("a request of HTTP/1.0 has no transfer coding");
        }
        if (!METHODS.contains(method)) {
            throw new HttpException(HttpStatus.NOT_IMPLEMENTED, "there is no such method");
        }
        return new HttpRequest(method, line.substring(first + 1, last), old, head);
    }

    /** A request of HTTP/1.1 without exactly one host must be refused: RFC 9112, 3.2. */
    private static void requireHost(HttpHead head, boolean old) throws HttpException {
        int hosts = head.count("Host");
        if (hosts > 1 || hosts == 0 && !old) {
            throw HttpException.malformed("a request has one Host field");
        }
        String host = head.field("Host").orElse("");
        for (int i = 0; i < host.length(); i++) {
            if (" \t/?#@,".indexOf(host.charAt(i)) >= 0) {
                throw HttpException.malformed("the Host field is malformed");
            }
        }
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** {@return whether it asks for a file, as all do that are answered} */
    boolean isForFile() {
        return method.equals("GET") || isHead();
    }

    /** {@return what names the file, with its escapes, without the query} */
    String path() throws HttpException {
        int from = 0;
        if (!target.startsWith("/")) {
            Matcher origin = ORIGIN.matcher(target);
            if (!origin.lookingAt()) {
                throw HttpException.malformed("the target is neither a path nor a URL");
            }
            from = origin.end();
        }
        int query = target.indexOf('?', from);
        String path = target.substring(from, query < 0 ? target.length() : query);
        return path.isEmpty() ? "/" : path;
    }

    /** {@return whether the connection goes on after the answer. RFC 9112, 9.3} */
    boolean isPersistent() {
        List<String> options = head.list("Connection");
        return !options.contains("close") && (!old || options.contains("keep-alive"));
    }

    /** {@return whether something follows the head. RFC 9112, 6} */
    boolean hasBody() {
        return head.count("Content-Length") > 0 || head.count("Transfer-Encoding") > 0;
    }

    /** {@return whether the client waits to be told to send its body; HTTP/1.0 knows no such thing. RFC 9110, 10.1.1} */
    boolean expectsContinue() throws HttpException {
        List<String> expected = old ? List.of() : head.list("Expect");
        if (!expected.isEmpty() && !expected.equals(List.of("100-continue"))) {
            throw new HttpException(HttpStatus.EXPECTATION_FAILED, "the only expectation known is 100-continue");
        }
        return !expected.isEmpty();
    }
}
