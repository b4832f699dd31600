package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;

/** Sends the files of a folder over HTTP: any number of clients on one thread, a coroutine each. RFC 9110 and 9112. */
final class HttpServer implements Program.Running, ServerLoop.Server {
    private static final int OUTPUT_SIZE = 1 << 15;

    private final Controllers controllers;
    private final Sockets sockets;
    private final ServerLoop loop;
    private final DateField date;
    private final Duration patience;
    private final Set<HttpConversation> conversations = new HashSet<>(); // this and what follows: of the loop's thread
    private DocumentRoot root;
    private Optional<TlsOptions> tls;
    private String fields = HttpSettings.USUAL.fields();
    private boolean finishing;

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
        loop = new ServerLoop(controllers);
    }

    /** Has it follow other settings from the next answer on. */
    void configure(HttpSettings settings) {
        root = root.withIndex(settings.index());
        fields = settings.fields();
    }

    /** Has it go into TLS like this with whoever comes from now on. */
    void secure(TlsOptions options) {
        tls = Optional.of(options);
    }

    /** Serves on the calling thread until its upkeep ends it, or another thread closes it. Tells its address once clients can connect. */
    void serve(String host, int port, Upkeep upkeep, Consumer<InetSocketAddress> listening, PrintStream err)
            throws IOException {
        try (Socket server = sockets.listen(host, port)) {
            // Clients inherit all this. What is written goes out when the next request is waited for: one call for an
            // answer, and one for all answers to requests that came together.
            server.setmode("b", "bf");
            server.setbufsiz(0, OUTPUT_SIZE);
            server.setmaxline(HttpHead.LONGEST_LINE, 0);
            server.nodelay(true);
            server.listen();
            listening.accept(server.localname().inet());
            loop.run(server, this, upkeep, err);
        }
    }

    @Override
    public void serve(Socket client) {
        HttpConversation conversation = new HttpConversation(controllers, this, client, patience);
        conversations.add(conversation);
        try (client) {
            client.settimeout(patience);
            if (tls.isPresent()) {
                client.starttls(tls.get());
            }
            conversation.hold();
        } catch (IOException e) {
            return; // a client that breaks its connection, or takes too long, is no concern of the others
        } finally {
            conversations.remove(conversation);
        }
    }

    @Override
    public void finish() {
        finishing = true;
        conversations.forEach(HttpConversation::finish);
    }

    /** {@return whether clients are to be left after the answers to what they have asked} */
    boolean isFinishing() {
        return finishing;
    }

    DocumentRoot root() {
        return root;
    }

    /** {@return the begin of every answer: what it is, when it was made, and what the settings add} */
    String opening(HttpStatus status) {
        return "HTTP/1.1 " + status + "\r\n" + date.now() + fields;
    }

    @Override
    public void close() {
        loop.close();
    }
}
