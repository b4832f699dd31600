package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.cqueues.Cqueues;
import org.cqueues.kernel.SocketCalls.Type;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Datagram;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.cqueues.socket.SocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** UNIX sockets of each type, with socat at the other end. */
@Timeout(60)
class SocatIT {
    @TempDir
    Path work;

    private final Cqueues cq = Cqueues.open();

    @AfterEach
    void close() {
        cq.close();
    }

    private Socket listen(Type type) throws Exception {
        return cq.sockets()
                .listen(SocketOptions.builder().path(path()).type(type).build())
                .listen();
    }

    private String path() {
        return work.resolve("socket").toString();
    }

    @Test
    void streamGoesBothWaysToItsEnd() throws Exception {
        byte[] bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        try (Socket server = listen(Type.STREAM);
                Peer socat = Peer.start(work, "socat", "-t", "30", "-", "UNIX-CONNECT:" + path());
                Socket client = server.accept()) {
            client.setmode("b", "bf");
            Thread writer = new Thread(() -> {
                try (var out = socat.input()) {
                    out.write(bytes);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            byte[] received = client.readBytes(Format.ALL);
            writer.join();
            assertArrayEquals(bytes, received);

            CompletableFuture<String> back = CompletableFuture.supplyAsync(socat::rest);
            client.output().write(received);
            client.shutdown("w");

            assertArrayEquals(bytes, back.join().getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(0, socat.status(), socat.errors());
        }
    }

    @Test
    void clientOfAStreamSpeaksWithAListenerOfSocat() throws Exception {
        try (Peer socat =
                Peer.startUntil("listening", work, "socat", "-d", "-d", "UNIX-LISTEN:" + path(), "EXEC:cat")) {
            try (Socket client = cq.sockets().connect(SocketName.unix(path()))) {
                client.write("one\n", "two\n");
                client.shutdown("w");

                assertEquals("one", client.read());
                assertEquals("two", client.read());
                assertNull(client.read());
            }
            assertEquals(0, socat.status());
        }
    }

    @Test
    void datagramsKeepTheirBoundaries() throws Exception {
        String from = work.resolve("client").toString();
        try (Socket server = listen(Type.DGRAM);
                Peer socat = Peer.start(work, "socat", "-", "UNIX-SENDTO:" + path() + ",bind=" + from)) {
            socat.input().write("one".getBytes(StandardCharsets.US_ASCII));
            socat.input().flush();
            Datagram first = server.recvfrom(100);
            assertEquals("one", first.text());
            assertEquals(from, first.from().path());

            server.sendto("answer\n".getBytes(StandardCharsets.US_ASCII), first.from());
            assertEquals("answer", socat.line());

            socat.input().write("two\nlines".getBytes(StandardCharsets.US_ASCII));
            socat.input().flush();
            assertEquals("two\nlines", server.recvfrom(100).text());
        }
    }

    @Test
    void packetsKeepTheirBoundariesOnAConnection() throws Exception {
        try (Socket server = listen(Type.SEQPACKET);
                Peer socat = Peer.start(work, "socat", "-", "UNIX-CONNECT:" + path() + ",type=5");
                Socket client = server.accept()) {
            socat.input().write("one".getBytes(StandardCharsets.US_ASCII));
            socat.input().flush();
            assertEquals("one", client.recvfrom(100).text());

            client.sendto("answer\n".getBytes(StandardCharsets.US_ASCII), SocketName.UNSPECIFIED);
            assertEquals("answer", socat.line());

            socat.input().close();
            assertNull(client.recvfrom(100));
        }
    }
}
