package org.cqueues;

import java.util.concurrent.Callable;
import org.cqueues.controller.Controller;
import org.cqueues.socket.Socket;

/** What still works where a part of DNS is missing, run in a class loader without it. */
public final class WithoutDns implements Callable<String> {
    /** For the class loader. */
    public WithoutDns() {}

    /** {@return why there is no DNS} Throws if anything else is amiss. */
    @Override
    public String call() throws Exception {
        try (Cqueues cq = Cqueues.open()) {
            Socket listener = cq.sockets().listen("localhost", 0);
            int port = listener.localname().port();
            Controller loop = cq.controllers().create();
            loop.wrap(() -> listener.accept().write("hello\n").flush());
            loop.wrap(() -> {
                String line = cq.sockets().connect("localhost", port).read();
                if (!"hello".equals(line)) {
                    throw new AssertionError("it said " + line);
                }
            });
            loop.loop();
            return why(cq);
        }
    }

    private static String why(Cqueues cq) {
        try {
            return "there is " + cq.dns();
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }
}
