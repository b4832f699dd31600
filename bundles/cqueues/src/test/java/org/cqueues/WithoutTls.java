package org.cqueues;

import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Controller;
import org.cqueues.socket.Socket;

/** What still works where Bouncy Castle is missing, run in a class loader without it. */
public final class WithoutTls implements Callable<String> {
    /** For the class loader. */
    public WithoutTls() {}

    /** {@return why there are no contexts} Throws if anything else is amiss. */
    @Override
    public String call() throws Exception {
        try (Cqueues cq = Cqueues.open()) {
            Socket listener = cq.sockets().listen("127.0.0.1", 0);
            int port = listener.localname().port();
            Controller loop = cq.controllers().create();
            loop.wrap(() -> listener.accept().write("no TLS\n").flush());
            loop.wrap(() -> {
                try {
                    cq.sockets().connect("127.0.0.1", port).starttls();
                    throw new AssertionError("a server that does not speak TLS was accepted");
                } catch (SSLException e) {
                    // the JDK's context has said so
                }
            });
            loop.loop();
            return why(cq);
        }
    }

    private static String why(Cqueues cq) {
        try {
            return "there is " + cq.tls();
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }
}
