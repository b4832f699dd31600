package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cqueues.controller.Coroutine;
import org.cqueues.kernel.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that mean no good cost little, and whoever else is connected does not notice them. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class HostilePeerTest {
    private static final int LONGEST_LINE = 4096;
    /** What is read ahead at most. */
    private static final int BUFFER = 1 << 16;

    private long socketsBefore;

    private final World world = new World();

    /** The JDK keeps a socket for itself from the first close on. */
    @BeforeEach
    void countSockets() throws IOException {
        try (java.net.ServerSocket listener = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            new java.net.Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort()).close();
        }
        socketsBefore = World.openSockets();
    }

    private void assertNothingIsLeftOpen() throws IOException {
        assertEquals(socketsBefore, World.openSockets());
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Somebody else's connection, over which lines come back. */
    private final class Bystander {
        private final Socket client;
        private final Coroutine echo;

        Bystander() throws IOException {
            Socket[] pair = world.pair();
            client = pair[0];
            echo = world.loop.wrap(() -> {
                for (String line : pair[1].lines("*L")) {
                    pair[1].write(line);
                }
                pair[1].close();
            });
        }

        void isServed() throws IOException {
            client.write("still\n");
            assertEquals("still", client.read());
        }

        void leave() throws IOException {
            client.shutdown("w");
            echo.join();
            client.close();
        }
    }

    private interface Attack {
        void run(Socket peer, Socket server, Bystander bystander) throws Exception;
    }

    /** The peer is in a coroutine with the server and somebody else, so that what happens first is known. */
    private void attack(Attack attack) throws Exception {
        world.run(() -> {
            Bystander bystander = new Bystander();
            Socket[] pair = world.pair();
            pair[0].setmode("b", "bn");
            attack.run(pair[0], pair[1], bystander);
            bystander.isServed();
            pair[0].close();
            pair[1].close();
            bystander.leave();
        });
    }

    // Slow ones.

    @Test
    void oneByteAtATimeMakesALine() throws Exception {
        String line = "x".repeat(300) + "\n";
        attack((peer, server, bystander) -> {
            List<String> read = new ArrayList<>();
            Coroutine reader = world.loop.wrap(() -> read.add(server.read("*L")));
            for (char character : line.toCharArray()) {
                assertEquals(List.of(), read);
                peer.write(String.valueOf(character));
                bystander.isServed();
            }
            reader.join();
            assertEquals(List.of(line), read);
        });
    }

    @Test
    void oneByteAtATimeDoesNotPostponeTheTimeout() throws Exception {
        attack((peer, server, bystander) -> {
            AtomicBoolean over = new AtomicBoolean();
            Coroutine reader = world.loop.wrap(() -> {
                server.settimeout(Duration.ofMillis(50));
                assertThrows(SocketTimeoutException.class, server::read);
                over.set(true);
            });
            while (!over.get()) {
                peer.write("x");
                bystander.isServed();
            }
            reader.join();
        });
    }

    @Test
    void silentPeersTimeOutOneByOneAndCostNoOther() throws Exception {
        int count = 200;
        world.run(() -> {
            Bystander bystander = new Bystander();
            List<Socket> sockets = new ArrayList<>();
            List<Coroutine> readers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Socket[] pair = world.pair();
                sockets.addAll(List.of(pair));
                pair[1].settimeout(Duration.ofMillis(20));
                readers.add(world.loop.wrap(() -> {
                    assertThrows(SocketTimeoutException.class, pair[1]::read);
                    pair[1].close();
                }));
            }
            bystander.isServed();
            readers.forEach(Coroutine::join);
            for (Socket socket : sockets) {
                socket.close();
            }
            bystander.leave();
        });
        assertNothingIsLeftOpen();
    }

    // Endless ones.

    @ParameterizedTest
    @ValueSource(strings = {"*l", "*L", "--never"})
    void endlessLineComesInPiecesOfBoundedLength(String format) throws Exception {
        int total = 1 << 20;
        attack((peer, server, bystander) -> {
            Coroutine writer = world.loop.wrap(() -> {
                peer.write("x".repeat(total));
                peer.shutdown("w");
            });
            int read = 0;
            for (String piece = server.read(format); piece != null; piece = server.read(format)) {
                assertTrue(piece.length() <= LONGEST_LINE, () -> "too long");
                assertTrue(server.pending().input() <= BUFFER, () -> "too much is held: " + server.pending());
                read += piece.length();
                if (read % (1 << 16) == 0) {
                    bystander.isServed();
                }
            }
            writer.join();
            assertEquals(total, read);
        });
    }

    @Test
    void whatNobodyReadsStaysWithThePeer() throws Exception {
        attack((peer, server, bystander) -> {
            Coroutine writer = world.loop.wrap(() -> {
                String much = "x".repeat(100_000);
                assertThrows(AsynchronousCloseException.class, () -> {
                    while (true) {
                        peer.write(much);
                    }
                });
            });
            for (int i = 0; i < 100; i++) {
                bystander.isServed();
            }
            assertEquals(0, server.pending().input());
            assertEquals("x", server.read("1"));
            assertTrue(server.pending().input() <= BUFFER, () -> "too much is held: " + server.pending());
            assertEquals(Coroutine.State.SUSPENDED, writer.state());
            peer.close();
            writer.join();
        });
    }

    // Deaf ones.

    @Test
    void peerThatNeverReadsHoldsItsOwnWriterAndNothingElse() throws Exception {
        attack((peer, server, bystander) -> {
            server.settimeout(Duration.ofMillis(50));
            String much = "x".repeat(100_000);
            assertThrows(SocketTimeoutException.class, () -> {
                while (true) {
                    server.write(much);
                    server.flush();
                    bystander.isServed();
                }
            });
            bystander.isServed();
        });
    }

    @Test
    void writerToAPeerThatNeverReadsIsWokenByClose() throws Exception {
        attack((peer, server, bystander) -> {
            Coroutine writer = world.loop.wrap(() -> {
                String much = "x".repeat(100_000);
                assertThrows(AsynchronousCloseException.class, () -> {
                    while (true) {
                        server.write(much);
                        server.flush();
                    }
                });
            });
            world.settle();
            bystander.isServed();
            server.close();
            writer.join();
        });
    }

    // Rude ones.

    /** Closes so that the other side is told ECONNRESET. */
    private static void reset(java.net.Socket peer) throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
    }

    private java.net.Socket connect(Socket listener) throws IOException {
        return new java.net.Socket(
                InetAddress.getLoopbackAddress(), listener.localname().port());
    }

    @Test
    void resetsInMidLineEndTheirOwnConnections() throws Exception {
        int count = 50;
        world.run(() -> {
            Bystander bystander = new Bystander();
            Socket listener = world.listener();
            List<java.net.Socket> peers = new ArrayList<>();
            List<Coroutine> readers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                java.net.Socket peer = connect(listener);
                peers.add(peer);
                peer.getOutputStream().write("half a li".getBytes(StandardCharsets.US_ASCII));
                Socket server = listener.accept();
                readers.add(world.loop.wrap(() -> {
                    ErrnoException lost = assertThrows(ErrnoException.class, server::read);
                    assertEquals("ECONNRESET", lost.name());
                }));
            }
            world.settle();
            for (java.net.Socket peer : peers) {
                reset(peer);
                bystander.isServed();
            }
            readers.forEach(Coroutine::join);
            listener.close();
            bystander.leave();
        });
        assertNothingIsLeftOpen();
    }

    @Test
    void resetsBeforeTheyAreAcceptedDoNotEndTheLoopOverClients() throws Exception {
        world.run(() -> {
            Socket listener = world.listener();
            List<String> heard = new ArrayList<>();
            Coroutine server = world.loop.wrap(() -> {
                for (Socket client : listener.clients()) {
                    world.loop.wrap(() -> {
                        try (client) {
                            heard.add(client.read());
                        } catch (ErrnoException e) {
                            heard.add(e.name());
                        }
                    });
                }
            });
            for (int i = 0; i < 20; i++) {
                reset(connect(listener));
            }
            try (Socket good = world.clientOf(listener)) {
                good.write("good\n");
                good.flush();
                while (!heard.contains("good")) {
                    world.controllers.poll();
                }
            }
            listener.close();
            server.join();
            assertTrue(
                    heard.stream()
                            .allMatch(what -> List.of("good", "ECONNRESET").contains(what)),
                    heard::toString);
        });
        assertNothingIsLeftOpen();
    }

    @Test
    void peerThatIsGoneIsToldToItsWriterOnly() throws Exception {
        world.run(() -> {
            Bystander bystander = new Bystander();
            Socket listener = world.listener();
            java.net.Socket peer = connect(listener);
            Socket server = listener.accept();
            reset(peer);
            IOException lost = assertThrows(IOException.class, () -> {
                while (true) {
                    server.write("are you there?\n");
                    server.flush();
                    bystander.isServed();
                }
            });
            assertTrue(List.of("EPIPE", "ECONNRESET").contains(((ErrnoException) lost).name()), lost::toString);
            listener.close();
            bystander.leave();
        });
        assertNothingIsLeftOpen();
    }

    // Busy ones, on a thread of their own: there is always something more to read.

    /** A peer that writes without an end, until it is closed. */
    private static final class Flood implements Runnable {
        private final java.net.Socket socket;
        private final byte[] lines = new byte[1 << 16];
        private final Thread thread = new Thread(this, "flood");

        Flood(java.net.Socket socket) {
            this.socket = socket;
            Arrays.fill(lines, (byte) 'x');
            for (int i = 15; i < lines.length; i += 16) {
                lines[i] = '\n';
            }
            thread.start();
        }

        @Override
        public void run() {
            try (OutputStream out = socket.getOutputStream()) {
                while (true) {
                    out.write(lines);
                }
            } catch (IOException e) {
                // closed
            }
        }

        void end() throws Exception {
            socket.close();
            thread.join();
        }
    }

    @Test
    void floodOfLinesDoesNotKeepOthersFromBeingServed() throws Exception {
        flood(server -> server.read());
    }

    @Test
    void floodOfBytesDoesNotKeepOthersFromBeingServed() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        flood(server -> {
            bytes.clear();
            server.read(bytes);
        });
    }

    private interface Step {
        void take(Socket server) throws IOException;
    }

    private void flood(Step step) throws Exception {
        world.run(() -> {
            Bystander bystander = new Bystander();
            Socket listener = world.listener();
            Flood flood = new Flood(connect(listener));
            Socket server = listener.accept();
            AtomicBoolean over = new AtomicBoolean();
            Coroutine reader = world.loop.wrap(() -> {
                while (!over.get()) {
                    step.take(server);
                }
            });
            try {
                for (int i = 0; i < 20; i++) {
                    bystander.isServed();
                }
            } finally {
                over.set(true);
                reader.join();
                flood.end();
                server.close();
                listener.close();
            }
            bystander.leave();
        });
    }
}
