package org.cqueues.shell.impl;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Socket;

/** Worker: answers what one client asks for, one request after the other. Confined to the client's coroutine, but for {@link #finish}. */
final class HttpConversation implements HttpHead.StartLine {
    private static final int LARGEST_BODY = 1 << 20;
    private static final Duration PARTING = Duration.ofSeconds(1);
    private static final int PIECE = 1 << 14;

    /** After so many requests without a wait it is the others' turn, for a client may send them faster than they are answered. */
    private static final int TURN = 32;

    private final Controllers controllers;
    private final HttpServer server;
    private final Socket client;
    private final Duration patience;
    private boolean listening; // whether a request may come, of which no line has been heard

    /**
     * A conversation that is yet to be held.
     *
     * @param server is asked for what it sends, and whether it is to go on
     * @param client stays the caller's
     */
    HttpConversation(Controllers controllers, HttpServer server, Socket client, Duration patience) {
        this.controllers = controllers;
        this.server = server;
        this.client = client;
        this.patience = patience;
    }

    /** Answers until the client has no more to ask, or the server is to end. */
    void hold() throws IOException {
        for (int requests = 1; exchange(); requests++) {
            if (requests % TURN == 0) {
                controllers.poll();
            }
        }
        part();
    }

    /** Wakes a client's coroutine that only waits for a request which the client may have not begun. In another coroutine of the controller. */
    void finish() {
        if (listening && client.pending().input() == 0) {
            controllers.cancel(client);
        }
    }

    /** Closing with input unread would reset the connection, and the client might lose the answer. RFC 9112, 9.6. */
    private void part() throws IOException {
        client.shutdown("w");
        client.settimeout(PARTING);
        ByteBuffer waste = ByteBuffer.allocate(4096);
        long begin = System.nanoTime();
        for (int total = 0; total < LARGEST_BODY && System.nanoTime() - begin < PARTING.toNanos(); ) {
            int count = client.read(waste.clear());
            if (count < 0) {
                return;
            }
            total += count;
        }
    }

    /** Receives a request and sends the answer. Returns whether another one may follow. */
    private boolean exchange() throws IOException {
        HttpRequest request;
        boolean goesOn;
        try {
            request = listen();
            if (request == null) {
                return false;
            }
            goesOn = skipBody(request) && !server.isFinishing();
        } catch (HttpException e) {
            refuse(e, "Connection: close\r\n", true);
            return false;
        } catch (SocketTimeoutException e) {
            return false; // the client has nothing more to ask
        }
        answer(request, goesOn);
        return goesOn;
    }

    /** {@return the next request; null if there is none} */
    private HttpRequest listen() throws IOException {
        if (server.isFinishing() && !hasBegun()) {
            return null;
        }
        listening = true;
        try {
            return HttpRequest.read(client, this, patience);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (InterruptedIOException finishing) {
            return hasBegun() ? HttpRequest.read(client, this, patience) : null;
        } finally {
            listening = false;
        }
    }

    @Override
    public void require(String line) throws HttpException {
        listening = false;
        HttpRequest.requireLine(line);
    }

    /** {@return whether the client has sent anything that is not read yet} */
    private boolean hasBegun() throws IOException {
        try {
            return client.fill(1, Duration.ZERO);
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    /** What a request brings is of no use here. Returns whether another request may follow. */
    private boolean skipBody(HttpRequest request) throws IOException {
        // Who waits to be told to send it is answered at once, and who asks for something else than a file too.
        // What then comes, a body or another request, is not known any more.
        boolean waits = request.expectsContinue();
        if (request.hasBody() && (waits || !request.isForFile())) {
            return false;
        }
        HttpBody.ofRequest(client, request.head(), LARGEST_BODY).discard(patience);
        return request.isPersistent();
    }

    private void answer(HttpRequest request, boolean goesOn) throws IOException {
        String connection = !goesOn ? "Connection: close\r\n" : request.old() ? "Connection: keep-alive\r\n" : "";
        try {
            if (!request.isForFile()) {
                throw new HttpException(
                        HttpStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are allowed", "Allow: GET, HEAD\r\n");
            }
            Document document = server.root().find(request.path());
            if (HttpCondition.isKnown(request.head(), document)) {
                client.write(server.opening(HttpStatus.NOT_MODIFIED), document.fields(), connection, "\r\n");
            } else {
                send(request, document, connection);
            }
        } catch (HttpException e) {
            refuse(e, connection, !request.isHead());
        }
    }

    private void send(HttpRequest request, Document document, String connection) throws IOException {
        Optional<ByteRange> range = request.isHead() ? Optional.empty() : ByteRange.of(request.head(), document);
        long from = range.map(ByteRange::from).orElse(0L);
        long to = range.map(ByteRange::to).orElse(document.size());
        String head = server.opening(range.isPresent() ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK)
                + document.fields()
                + range.map(part -> part.field(document.size())).orElse("")
                + "Content-Length: " + (to - from) + "\r\n"
                + connection + "\r\n";
        if (request.isHead()) {
            client.write(head);
        } else if (document.content().isPresent()) {
            client.write(head, document.content().get().substring((int) from, (int) to));
        } else {
            sendPieces(head, document, from, to);
        }
    }

    /** A large file is never in memory as a whole. The file system makes everybody wait: it cannot be polled. */
    private void sendPieces(String head, Document document, long from, long to) throws IOException {
        try (FileChannel file = server.root().open(document)) {
            client.write(head);
            byte[] piece = new byte[PIECE];
            for (long at = from; at < to; ) {
                int count = file.read(ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE, to - at)), at);
                if (count < 0) {
                    throw new EOFException(document.real() + " became shorter while it was sent");
                }
                client.output().write(piece, 0, count);
                at += count;
                controllers.poll(); // a client that takes everything at once would not let others have a turn
            }
        }
    }

    private void refuse(HttpException refusal, String connection, boolean withBody) throws IOException {
        String body = refusal.status() + ": " + refusal.getMessage() + "\n";
        client.write(
                server.opening(refusal.status()),
                refusal.fields(),
                "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length() + "\r\n",
                connection,
                "\r\n",
                withBody ? body : "");
    }
}
