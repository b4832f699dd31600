package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guide's example 4.1. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class HttpRequestTest {
    private static final String RESPONSE =
            "HTTP/1.0 200 OK\nServer: a test\nX-Folded: of two\n lines\nContent-Type: text/plain\n\nfirst\nsecond\n";

    @Test
    void theGuidesExampleRuns() throws Exception {
        StringBuilder out = new StringBuilder();
        try (World world = new World()) {
            Socket listener = world.listener();
            SSLContext server = Keys.with("server");
            SSLContext client = Keys.trusting();
            world.run(
                    () -> {
                        Socket http = world.sockets.connect(
                                "127.0.0.1", listener.localname().port());
                        http.starttls(client);
                        http.write("GET / HTTP/1.0\n");
                        http.write("Host: google.com:443\n\n");
                        out.append("! " + http.read() + "\n");
                        for (String header : http.lines("*h")) {
                            out.append("| " + header + "\n");
                        }
                        http.read("*L");
                        out.append("~\n");
                        for (String line : http.lines("*L")) {
                            out.append(line);
                        }
                        http.close();
                    },
                    () -> {
                        Socket con = listener.accept().starttls(server);
                        while (!con.read().isEmpty()) {
                            // a header
                        }
                        con.write(RESPONSE);
                        con.shutdown("w");
                    });
        }
        assertEquals(
                "! HTTP/1.0 200 OK\n| Server: a test\n| X-Folded: of two lines\n| Content-Type: text/plain\n~\nfirst\nsecond\n",
                out.toString());
    }
}
