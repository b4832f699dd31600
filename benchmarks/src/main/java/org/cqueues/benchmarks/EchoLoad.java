package org.cqueues.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Closed-loop load for a line echo server: {@code EchoLoad PORT CONNECTIONS SECONDS SIZE}. Each connection has one line of SIZE bytes on its way and sends
 * the next when it has come back. Prints the lines echoed and the lines a second.
 */
public final class EchoLoad {
    private final ByteBuffer line;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private long echoed;

    private EchoLoad(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        bytes[size - 1] = '\n';
        line = ByteBuffer.allocateDirect(size).put(bytes).flip();
    }

    /** Bytes of the line under way that have come back. */
    private static final class Connection {
        private int back;
    }

    /**
     * Loads a server on this machine.
     *
     * @param args port, connections, seconds, bytes a line with its end
     */
    public static void main(String[] args) throws IOException {
        EchoLoad load = new EchoLoad(Integer.parseInt(args[3]));
        long nanos = (long) (Double.parseDouble(args[2]) * 1e9);
        load.run(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), Integer.parseInt(args[1]), nanos);
        if (load.echoed == 0) {
            throw new IllegalStateException("no line came back as it was sent");
        }
        System.out.printf("%d %.0f%n", load.echoed, load.echoed * 1e9 / nanos);
    }

    private void run(InetSocketAddress server, int connections, long nanos) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(server);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Connection());
                send(channel);
            }
            for (long end = System.nanoTime() + nanos; System.nanoTime() - end < 0; ) {
                selector.select(this::receive, 100);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        }
    }

    private void receive(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        Connection connection = (Connection) key.attachment();
        try {
            int read = channel.read(buffer.clear());
            if (read < 0) {
                throw new IllegalStateException("the server closed a connection");
            }
            connection.back += read;
            if (connection.back == line.limit()) {
                connection.back = 0;
                echoed++;
                send(channel);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the server failed", e);
        }
    }

    private void send(SocketChannel channel) throws IOException {
        if (channel.write(line.rewind()) < line.limit()) {
            throw new IllegalStateException("a line of " + line.limit() + " bytes did not fit into a socket's buffer");
        }
    }
}
