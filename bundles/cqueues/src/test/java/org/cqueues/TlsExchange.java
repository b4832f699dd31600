package org.cqueues;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Controller;
import org.cqueues.socket.Socket;
import org.cqueues.socket.TlsOptions;

/** Clients with default contexts, and a server. */
final class TlsExchange {
    private TlsExchange() {}

    /** {@return what a client reads that verifies nobody} */
    static String hello(Cqueues cq, SSLContext server) throws Exception {
        AtomicReference<String> line = new AtomicReference<>();
        Socket listener = cq.sockets().listen("127.0.0.1", 0);
        int port = listener.localname().port();
        Controller loop = cq.controllers().create();
        loop.wrap(() -> listener.accept().starttls(server).write("hello\n").flush());
        loop.wrap(() -> {
            Socket client = cq.sockets().connect("127.0.0.1", port);
            client.starttls(TlsOptions.builder().verify(false).build());
            line.set(client.read());
        });
        loop.loop();
        return line.get();
    }

    /** {@return the failure, with its trace, of a client that does not know the server} */
    static String refusal(Cqueues cq, SSLContext server) throws Exception {
        StringWriter trace = new StringWriter();
        Socket listener = cq.sockets().listen("127.0.0.1", 0);
        int port = listener.localname().port();
        Controller loop = cq.controllers().create();
        loop.wrap(() -> {
            try {
                listener.accept().starttls(server).read();
            } catch (SSLException e) {
                // as it must be
            }
        });
        loop.wrap(() -> {
            try {
                cq.sockets().connect("127.0.0.1", port).starttls();
            } catch (SSLException e) {
                e.printStackTrace(new PrintWriter(trace));
            }
        });
        loop.loop();
        return trace.toString();
    }
}
