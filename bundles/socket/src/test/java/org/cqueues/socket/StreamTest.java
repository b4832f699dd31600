package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The views of a socket as streams, and what is counted. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD)
class StreamTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private interface Ends {
        void run(Socket client, Socket server) throws Exception;
    }

    private void between(Ends body) throws Exception {
        world.run(() -> {
            Socket[] pair = world.pair();
            body.run(pair[0], pair[1]);
        });
    }

    @Test
    void bytesPassThroughTheViewsWhateverTheMode() throws Exception {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        between((client, server) -> {
            OutputStream out = client.output();
            out.write(every);
            out.write('\n');
            out.write(0xFFF);
            out.flush();
            InputStream in = server.input();
            assertArrayEquals(every, in.readNBytes(256));
            assertEquals('\n', in.read());
            assertEquals(0xFF, in.read());
            assertEquals(0, in.read(new byte[0]));
            out.close();
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(every));
        });
    }

    @Test
    void bytesPassThroughTheChannelWhateverTheMode() throws Exception {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        between((client, server) -> {
            ByteChannel out = client.channel();
            ByteChannel in = server.channel();
            ByteBuffer source = ByteBuffer.wrap(every, 10, 100);
            assertEquals(100, out.write(source));
            assertFalse(source.hasRemaining());
            assertEquals(0, client.pending().output());
            ByteBuffer target = ByteBuffer.allocateDirect(60);
            assertEquals(60, in.read(target));
            assertEquals(0, in.read(target));
            assertEquals(ByteBuffer.wrap(every, 10, 60), target.flip());
            target.clear();
            assertEquals(40, in.read(target));
            assertTrue(out.isOpen());
            out.close();
            assertFalse(out.isOpen());
            assertEquals(-1, in.read(target));
            assertThrows(ClosedChannelException.class, () -> out.write(ByteBuffer.allocate(1)));
        });
    }

    @Test
    void readersAndWritersOfTheJdkSuspendTheirCoroutine() throws Exception {
        between((client, server) -> {
            world.loop.wrap(() -> {
                try (Writer writer = java.nio.channels.Channels.newWriter(client.channel(), StandardCharsets.UTF_8)) {
                    for (int i = 0; i < 10_000; i++) {
                        writer.write("grün " + i + "\n");
                    }
                }
            });
            BufferedReader reader =
                    new BufferedReader(java.nio.channels.Channels.newReader(server.channel(), StandardCharsets.UTF_8));
            for (int i = 0; i < 10_000; i++) {
                assertEquals("grün " + i, reader.readLine());
            }
            assertNull(reader.readLine());
        });
    }

    @Test
    void aChannelHasTheSocketsTimeout() throws Exception {
        between((client, server) -> {
            server.settimeout(Duration.ZERO);
            assertThrows(SocketTimeoutException.class, () -> server.channel().read(ByteBuffer.allocate(1)));
        });
    }

    @Test
    void timeIsNotKeptIfNobodyWantsIt() throws Exception {
        SocketOptions.Builder address =
                SocketOptions.builder().host("127.0.0.1").port(0);
        world.run(() -> {
            Socket listener = world.sockets.listen(address.time(false).build()).listen();
            Socket client = world.sockets.connect(SocketOptions.builder()
                    .name(listener.localname())
                    .time(false)
                    .build());
            client.write("hello\n");
            Socket server = listener.accept();
            assertEquals("hello", server.read());
            assertEquals(new Traffic(7, false, Optional.empty()), client.stat().output());
            assertEquals(new Traffic(7, false, Optional.empty()), server.stat().input());
            Socket other = world.listener();
            Socket timed = world.clientOf(other).connect();
            Socket untimed = other.accept(SocketOptions.builder().time(false).build());
            timed.write("x\n");
            untimed.read();
            assertTrue(timed.stat().output().time().isPresent());
            assertEquals(Optional.empty(), untimed.stat().input().time());
        });
    }

    @Test
    void aViewAndItsSocketAreReadInTurn() throws Exception {
        between((client, server) -> {
            client.write("line\nbytes").flush();
            assertEquals("line", server.read());
            assertArrayEquals(
                    "by".getBytes(StandardCharsets.US_ASCII), server.input().readNBytes(2));
            assertEquals(3, server.input().available());
            client.write("!\n");
            assertEquals("tes!", server.read());
        });
    }

    @Test
    void theLibrarysReadersWaitInTheirCoroutines() throws Exception {
        between((client, server) -> {
            world.loop.wrap(() -> {
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(server.input(), StandardCharsets.UTF_8));
                assertEquals("grün", reader.readLine());
                server.output().write("ok\n".getBytes(StandardCharsets.US_ASCII));
                assertNull(reader.readLine());
            });
            world.settle();
            client.write("grün\n");
            assertEquals("ok", client.read());
            client.shutdown("w");
        });
    }

    @Test
    void theSocketsTimeoutHoldsForItsViews() throws Exception {
        between((client, server) -> {
            server.settimeout(Duration.ZERO);
            assertThrows(SocketTimeoutException.class, () -> server.input().read());
        });
    }

    @Test
    void closingTheOutputFlushesAndClosesTheSocket() throws Exception {
        between((client, server) -> {
            OutputStream out = client.output();
            out.write('x');
            assertEquals(1, client.pending().output());
            out.close();
            out.close();
            assertEquals("x", server.read());
            assertNull(server.read());
            assertEquals(Optional.of("closed socket"), world.sockets.type(client));
            server.input().close();
            assertThrows(ClosedChannelException.class, () -> server.input().read());
            server.output().close();
        });
    }

    @Test
    void bytesAreCountedAsTheyAreSent() throws Exception {
        between((client, server) -> {
            assertEquals(new Traffic(0, false, Optional.empty()), server.stat().input());
            Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
            client.write("a\nbc");
            assertEquals("a", server.read());
            Traffic sent = client.stat().output();
            assertEquals(3, sent.count());
            assertFalse(sent.time().orElseThrow().isBefore(before));
            assertEquals(3, server.stat().input().count());
            assertEquals(sent.count(), server.stat().input().count());
            assertEquals(0, server.stat().output().count());
            client.shutdown("w");
            assertTrue(client.stat().output().eof());
            assertEquals("bc", server.read());
            assertNull(server.read());
            assertTrue(server.stat().input().eof());
            assertFalse(server.stat().output().eof());
            assertEquals(5, server.stat().input().count());
        });
    }

    @Test
    void aSocketInUseCanBeAsked() throws Exception {
        between((client, server) -> {
            world.loop.wrap(() -> assertEquals("x", server.read()));
            world.settle();
            assertEquals(0, server.stat().input().count());
            client.write("x\n");
        });
    }

    @Test
    void aSocketThatWasNeverOpenedHasNoTraffic() throws IOException {
        Traffic none = new Traffic(0, false, Optional.empty());

        assertEquals(
                new Channels<>(none, none),
                world.sockets.connect("127.0.0.1", 1).stat());
    }
}
