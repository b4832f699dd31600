package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.CoroutineException;
import org.cqueues.controller.Version;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;

/** Asks a server for what a URL names: HTTP/1.1, one request. RFC 9110 and 9112. */
final class HttpGet implements Program.Running {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] ([1-5][0-9]{2})( .*)?");
    private static final int PIECE = 1 << 14;

    private final Sockets sockets;
    private final Controller loop;
    private final HttpUrl url;
    private final TlsOptions tls;
    private final Duration patience;
    private boolean done;

    /**
     * A request that is yet to be made.
     *
     * @param tls how to go into TLS, if the URL asks for that
     * @param patience how long the server may take to accept, to begin its answer, and then to go on
     */
    HttpGet(Controllers controllers, Sockets sockets, HttpUrl url, TlsOptions tls, Duration patience) {
        this.sockets = sockets;
        this.url = url;
        this.tls = tls;
        this.patience = patience;
        loop = controllers.create();
    }

    /**
     * Makes the request and prints the answer, unless another thread closes this before.
     *
     * @param out gets the body, byte for byte
     * @param withHead whether the head is printed before it
     * @throws IOException if there is no answer, or not all of it, or nobody takes what is printed
     */
    void run(PrintStream out, boolean withHead) throws IOException {
        loop.wrap(() -> fetch(out, withHead));
        try {
            loop.loop();
        } catch (CoroutineException e) {
            if (e.getCause() instanceof IOException failure) {
                throw told(failure);
            }
            throw e;
        }
        if (!done) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private IOException told(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return new SocketTimeoutException(url.authority() + " did nothing for " + patience.toSeconds() + " s");
        }
        return failure instanceof HttpException
                ? new ProtocolException("the answer of " + url.authority() + " is broken: " + failure.getMessage())
                : failure;
    }

    private void fetch(PrintStream out, boolean withHead) throws IOException {
        try (Socket server = connect()) {
            server.setmode("b", "bf");
            server.setmaxline(HttpHead.LONGEST_LINE, 0);
            server.settimeout(patience);
            if (url.secure()) {
                server.starttls(tls);
            }
            ask(server);
            HttpHead head = answer(server);
            if (withHead) {
                print(out, head);
            }
            copy(bodyOf(server, head), out);
            done = true;
        }
    }

    private Socket connect() throws IOException {
        try {
            return sockets.connect(url.host(), url.port());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e); // what a URL allows for a host may be none
        }
    }

    private void ask(Socket server) throws IOException {
        server.write("GET " + url.target() + " HTTP/1.1\r\nHost: " + url.authority() + "\r\nUser-Agent: cqueues/"
                + Version.BUNDLES + "\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        server.flush();
    }

    /** The answers before the last one only tell that it will come: RFC 9110, 15.2. */
    private HttpHead answer(Socket server) throws IOException {
        HttpHead head;
        do {
            head = HttpHead.read(server, this::requireStatusLine, patience);
            if (head == null) {
                throw new ProtocolException(url.authority() + " closed the connection without an answer");
            }
        } while (status(head) < 200);
        return head;
    }

    private void requireStatusLine(String line) throws ProtocolException {
        if (!STATUS_LINE.matcher(line).matches()) {
            throw new ProtocolException(url.authority() + " does not speak HTTP");
        }
    }

    private static int status(HttpHead head) {
        return Integer.parseInt(head.start().substring(9, 12));
    }

    private static HttpBody bodyOf(Socket server, HttpHead head) throws HttpException {
        int status = status(head);
        return HttpBody.ofAnswer(server, head, status != 204 && status != 304);
    }

    private static void print(PrintStream out, HttpHead head) throws IOException {
        StringBuilder text = new StringBuilder(head.start()).append("\r\n");
        for (HttpField field : head.fields()) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void copy(HttpBody body, PrintStream out) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        do {
            out.write(piece.array(), 0, piece.position());
            Program.requireTaken(out);
        } while (body.read(piece.clear()) >= 0);
    }

    @Override
    public void close() {
        loop.close();
    }
}
