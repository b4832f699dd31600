package org.cqueues.shell.impl;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;

/** Sends the files of a folder over HTTP: any number of clients on one thread, a coroutine each. RFC 9110 and 9112. */
final class HttpServer implements Program.Running {
    private static final int LARGEST_BODY = 1 << 20;
    private static final Duration PARTING = Duration.ofSeconds(1);
    private static final int PIECE = 1 << 14;
    private static final int OUTPUT_SIZE = 1 << 15;

    /** After so many requests without a wait it is the others' turn, for a client may send them faster than they are answered. */
    private static final int TURN = 32;

    private final Controllers controllers;
    private final Sockets sockets;
    private final Controller loop;
    private final DocumentRoot root;
    private final Optional<TlsOptions> tls;
    private final DateField date;
    private final Duration patience;

    /**
     * A server that is yet to be started.
     *
     * @param root what to send
     * @param tls how to go into TLS; empty to stay in clear
     * @param patience how long a client may take to send a request, to take a piece of an answer, or to think
     */
    HttpServer(
            Controllers controllers, Sockets sockets, DocumentRoot root, Optional<TlsOptions> tls, Duration patience) {
        this.controllers = controllers;
        this.sockets = sockets;
        this.root = root;
        this.tls = tls;
        this.patience = patience;
        date = new DateField(InstantSource.system());
        loop = controllers.create();
    }

    /** Serves on the calling thread until another one closes the server. Tells its address once clients can connect. */
    void serve(String host, int port, Consumer<InetSocketAddress> listening, PrintStream err) throws IOException {
        try (Socket server = sockets.listen(host, port)) {
            // Clients inherit all this. What is written goes out when the next request is waited for: one call for an
            // answer,
            // and one for all answers to requests that came together.
            server.setmode("b", "bf");
            server.setbufsiz(0, OUTPUT_SIZE);
            server.setmaxline(HttpHead.LONGEST_LINE, 0);
            server.nodelay(true);
            server.listen();
            Coroutine acceptor = loop.wrap("accept", () -> {
                for (Socket client : server.clients()) {
                    loop.wrap(() -> converse(client));
                }
            });
            listening.accept(server.localname().inet());
            ClientFailures.outlive(loop, acceptor, err);
        }
    }

    private void converse(Socket client) {
        try (client) {
            client.settimeout(patience);
            if (tls.isPresent()) {
                client.starttls(tls.get());
            }
            for (int requests = 1; exchange(client); requests++) {
                if (requests % TURN == 0) {
                    controllers.poll();
                }
            }
            part(client);
        } catch (IOException e) {
            return; // a client that breaks its connection, or takes too long, is no concern of the others
        }
    }

    /** Closing with input unread would reset the connection, and the client might lose the answer. RFC 9112, 9.6. */
    private static void part(Socket client) throws IOException {
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
    private boolean exchange(Socket client) throws IOException {
        HttpRequest request;
        boolean goesOn;
        try {
            request = HttpRequest.read(client, patience);
            if (request == null) {
                return false;
            }
            goesOn = skipBody(client, request);
        } catch (HttpException e) {
            refuse(client, e, "Connection: close\r\n", true);
            return false;
        } catch (SocketTimeoutException e) {
            return false; // the client has nothing more to ask
        }
        answer(client, request, goesOn);
        return goesOn;
    }

    /** What a request brings is of no use here. Returns whether another request may follow. */
    private boolean skipBody(Socket client, HttpRequest request) throws IOException {
        // Who waits to be told to send it is answered at once, and who asks for something else than a file too. What
        // then
        // comes, a body or another request, is not known any more.
        boolean waits = request.expectsContinue();
        if (request.hasBody() && (waits || !request.isForFile())) {
            return false;
        }
        HttpBody.ofRequest(client, request.head(), LARGEST_BODY).discard(patience);
        return request.isPersistent();
    }

    private void answer(Socket client, HttpRequest request, boolean goesOn) throws IOException {
        String connection = !goesOn ? "Connection: close\r\n" : request.old() ? "Connection: keep-alive\r\n" : "";
        try {
            if (!request.isForFile()) {
                throw new HttpException(
                        HttpStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are allowed", "Allow: GET, HEAD\r\n");
            }
            Document document = root.find(request.path());
            if (HttpCondition.isKnown(request.head(), document)) {
                client.write(statusLine(HttpStatus.NOT_MODIFIED), date.now(), document.fields(), connection, "\r\n");
            } else {
                send(client, request, document, connection);
            }
        } catch (HttpException e) {
            refuse(client, e, connection, !request.isHead());
        }
    }

    private void send(Socket client, HttpRequest request, Document document, String connection) throws IOException {
        Optional<ByteRange> range = request.isHead() ? Optional.empty() : ByteRange.of(request.head(), document);
        long from = range.map(ByteRange::from).orElse(0L);
        long to = range.map(ByteRange::to).orElse(document.size());
        String head = statusLine(range.isPresent() ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK)
                + date.now()
                + document.fields()
                + range.map(part -> part.field(document.size())).orElse("")
                + "Content-Length: " + (to - from) + "\r\n"
                + connection + "\r\n";
        if (request.isHead()) {
            client.write(head);
        } else if (document.content().isPresent()) {
            client.write(head, document.content().get().substring((int) from, (int) to));
        } else {
            sendPieces(client, head, document, from, to);
        }
    }

    /** A large file is never in memory as a whole. The file system makes everybody wait: it cannot be polled. */
    private void sendPieces(Socket client, String head, Document document, long from, long to) throws IOException {
        try (FileChannel file = root.open(document)) {
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

    private void refuse(Socket client, HttpException refusal, String connection, boolean withBody) throws IOException {
        String body = refusal.status() + ": " + refusal.getMessage() + "\n";
        client.write(
                statusLine(refusal.status()),
                date.now(),
                refusal.fields(),
                "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length() + "\r\n",
                connection,
                "\r\n",
                withBody ? body : "");
    }

    private static String statusLine(HttpStatus status) {
        return "HTTP/1.1 " + status + "\r\n";
    }

    @Override
    public void close() {
        loop.close();
    }
}
