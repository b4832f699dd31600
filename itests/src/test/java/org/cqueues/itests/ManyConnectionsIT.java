package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand clients of one echo server, all connected at once. */
@Timeout(300)
class ManyConnectionsIT {
    private static final int WANTED = 10_000;
    private static final int LEAST = 1_000;
    /** Descriptors that a process needs beside its connections. */
    private static final int OTHERS = 500;

    @TempDir
    Path work;

    private final List<SocketChannel> clients = new ArrayList<>();

    @Test
    void eachOfTenThousandConnectionsGetsItsOwnLines() throws Exception {
        int connections = Math.max(LEAST, Math.min(WANTED, descriptorLimit() - OTHERS));
        if (connections < WANTED) {
            System.out.println("The limit of open files leaves " + connections + " connections of " + WANTED);
        }
        try (Run run = new Run(Installation.HOME, work, "echo", "--port", "0")) {
            connect(connections, run.port());
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < connections; i++) {
                    write(clients.get(i), line(round, i));
                }
                for (int i = 0; i < connections; i++) {
                    assertEquals(
                            line(round, i), read(clients.get(i), line(round, i).length()));
                }
            }
            run.signal("TERM");
            assertEquals(0, run.status(), run.errors().toString());
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    private void connect(int count, int port) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < count; i++) {
            clients.add(SocketChannel.open(server));
        }
    }

    private static String line(int round, int client) {
        return "round " + round + " of client " + client + "\n";
    }

    private static void write(SocketChannel client, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static String read(SocketChannel client, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (client.read(bytes) < 0) {
                throw new EOFException("after " + bytes.position() + " bytes");
            }
        }
        return new String(bytes.array(), StandardCharsets.US_ASCII);
    }

    /** The soft limit, which the JVM raises to the hard one when it starts, as the server's JVM does. */
    private static int descriptorLimit() throws IOException {
        String limit = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}")[1])
                .findFirst()
                .orElseThrow();
        return limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit);
    }
}
