package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Outcome;
import org.cqueues.kernel.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream through TLS: what splits it, who uses it, and how it ends. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class TlsStreamTest {
    private TlsWorld tls;

    @BeforeEach
    void open() throws Exception {
        tls = new TlsWorld();
    }

    @AfterEach
    void close() {
        tls.close();
    }

    private static void assertTells(Throwable told, String part) {
        assertTrue(told.getMessage().contains(part), told.getMessage());
    }

    // Records.

    @Test
    void everyFormatIsReadAcrossRecords() throws Exception {
        String sent = "line\r\nkept\r\nName: of\r\n a header\r\nRaw: one\r\n\r\nfive5ab--end";
        tls.secured(
                client -> {
                    client.nodelay(true).setmode("", "bn");
                    for (int split = 1; split < sent.length(); split++) {
                        client.write(sent.substring(0, split));
                        client.write(sent.substring(split));
                        assertEquals("next", client.read());
                    }
                    client.shutdown("w");
                },
                server -> {
                    for (int split = 1; split < sent.length(); split++) {
                        assertEquals(
                                List.of("line", "kept\n", "Name: of a header", "Raw: one\n"),
                                server.read("*l", "*L", "*h", "*H"));
                        assertEquals(List.of("\n", "five5"), server.read("*L", "5"));
                        assertEquals("ab", server.read("--end"));
                        assertTrue(server.fill(5));
                        assertEquals("--", server.read(Format.upTo(2)));
                        assertEquals("end", server.read(Format.bytes(3)));
                        server.write("next\n");
                    }
                    assertNull(server.read("*a"));
                });
    }

    @Test
    void bitsAndRecvAndSendGoThroughTls() throws Exception {
        tls.secured(
                client -> {
                    client.pack(5, 3).pack(0x1234, 13).flush();
                    assertEquals(new Sent(4, Progress.DONE), client.send("one\n", 0, 4));
                    assertEquals("over", client.read());
                },
                server -> {
                    assertEquals(5, server.unpack(3).orElseThrow());
                    assertEquals(0x1234, server.unpack(13).orElseThrow());
                    assertTrue(server.fill(4));
                    assertEquals(Optional.of("one"), server.recv(Format.LINE).value());
                    assertEquals(Progress.WOULD_BLOCK, server.recv(Format.LINE).progress());
                    server.write("over\n");
                });
    }

    @Test
    void bytesOfTheStreamAreCounted() throws Exception {
        tls.secured(
                client -> {
                    client.setmode("", "b");
                    client.write("12345678\n");
                    assertEquals(9, client.stat().output().count());
                    assertEquals("x", client.read());
                },
                server -> {
                    assertEquals("12345678", server.read());
                    assertEquals(9, server.stat().input().count());
                    server.write("x\n");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPeerThatSendsByteByByteIsUnderstood(String version) throws Exception {
        tls.version(version)
                .wired(
                        client -> {
                            client.starttls(tls.client.build());
                            client.write("slow\n");
                            assertEquals("and steady", client.read());
                            client.shutdown("w");
                        },
                        server -> {
                            server.starttls(tls.server.build());
                            assertEquals("slow", server.read());
                            server.write("and steady\n");
                            assertNull(server.read());
                            server.shutdown("w");
                        },
                        TlsWorld.Wire.inPieces(1),
                        TlsWorld.Wire.inPieces(1));
    }

    private static byte[] noise(int size, long seed) {
        byte[] noise = new byte[size];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        OutputStream out = socket.output();
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, 1 + at % 50_000);
            out.write(bytes, at, count);
            at += count;
        }
        out.flush();
    }

    private static void receive(Socket socket, byte[] expected) throws IOException {
        socket.setmode("b", "");
        assertArrayEquals(expected, socket.readBytes(Format.bytes(expected.length)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void megabytesGoBothWaysAtOnce(String version) throws Exception {
        byte[] up = noise(20_000_000, 1);
        byte[] down = noise(20_000_000, 2);
        tls.version(version)
                .secured(
                        client -> {
                            tls.world.loop.wrap(() -> send(client, up));
                            receive(client, down);
                        },
                        server -> {
                            tls.world.loop.wrap(() -> send(server, down));
                            receive(server, up);
                        });
    }

    /** A reader and a writer of one socket, each stepped by a thread of its own. */
    @Test
    void readersAndWritersMayHaveControllersOfTheirOwn() throws Exception {
        byte[] up = noise(5_000_000, 3);
        byte[] down = noise(5_000_000, 4);
        Socket[] ends = new Socket[2];
        tls.secured(client -> ends[0] = client, server -> ends[1] = server);
        List<Thread> threads = new ArrayList<>();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        for (Body body : List.<Body>of(
                () -> send(ends[0], up),
                () -> receive(ends[0], down),
                () -> send(ends[1], down),
                () -> receive(ends[1], up))) {
            Thread thread = new Thread(() -> {
                try (Controller own = tls.world.controllers.create()) {
                    own.wrap(body);
                    own.loop();
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
    }

    @Test
    void aMillionLinesComeAsTheyWere() throws Exception {
        int lines = 1_000_000;
        tls.secured(
                client -> {
                    client.setvbuf(Buffering.FULL, 1 << 16);
                    for (int i = 0; i < lines; i++) {
                        client.write("line " + i + "\n");
                    }
                    client.shutdown("w");
                },
                server -> {
                    int next = 0;
                    for (String line : server.lines()) {
                        assertEquals("line " + next, line);
                        next++;
                    }
                    assertEquals(lines, next);
                });
    }

    // Polling.

    @Test
    void whatTlsHoldsIsReadyWithoutTheKernel() throws Exception {
        tls.secured(
                client -> {
                    client.write("one\n");
                    client.write("two\n");
                    assertEquals("over", client.read());
                },
                server -> {
                    tls.world.settle(); // until both records are there
                    assertEquals("one", server.read());
                    assertEquals(0, server.pending().input());
                    assertTrue(tls.world.controllers.poll(server).contains(server));
                    assertEquals("two", server.read());
                    assertEquals(
                            Outcome.PENDING,
                            tls.world.controllers.poll(server, Duration.ZERO).outcome(server));
                    server.write("over\n");
                });
    }

    @Test
    void aHandshakeCanBePolled() throws Exception {
        tls.plain(
                client -> {
                    assertThrows(
                            SocketTimeoutException.class, () -> client.starttls(tls.client.build(), Duration.ZERO));
                    assertEquals(
                            Outcome.PENDING,
                            tls.world.controllers.poll(client, Duration.ZERO).outcome(client));
                    tls.world.controllers.poll(client);
                    client.starttls();
                    client.write("polled\n");
                },
                server -> {
                    tls.world.settle();
                    server.starttls(tls.server.build());
                    assertEquals("polled", server.read());
                });
    }

    // Timeouts.

    @Test
    void aHandshakeGoesOnAfterATimeout() throws Exception {
        boolean[] gaveUp = new boolean[1];
        tls.plain(
                client -> {
                    for (int i = 0; i < 3; i++) {
                        SocketTimeoutException e = assertThrows(
                                SocketTimeoutException.class,
                                () -> client.starttls(tls.client.build(), Duration.ofMillis(1)));
                        assertTells(e, "starttls 127.0.0.1:");
                    }
                    assertEquals(Optional.empty(), client.checktls());
                    gaveUp[0] = true;
                    client.write("clear\n"); // finishes the handshake first
                    assertTrue(client.checktls().isPresent());
                },
                server -> {
                    while (!gaveUp[0]) {
                        tls.world.controllers.poll();
                    }
                    server.starttls(tls.server.build());
                    assertEquals("clear", server.read());
                });
    }

    @Test
    void whatNeverWaitsDoesNotWaitForTheHandshakeEither() throws Exception {
        tls.plain(
                client -> {
                    assertThrows(
                            SocketTimeoutException.class, () -> client.starttls(tls.client.build(), Duration.ZERO));
                    assertEquals(new Sent(0, Progress.WOULD_BLOCK), client.send("x", 0, 1));
                    assertEquals(Progress.WOULD_BLOCK, client.recv(Format.LINE).progress());
                    client.close();
                },
                server -> {});
    }

    @Test
    void aPeerThatIsSilentInTheHandshakeTimesOut() throws Exception {
        tls.plain(client -> {}, server -> {
            server.settimeout(Duration.ofMillis(1));
            assertThrows(SocketTimeoutException.class, () -> server.starttls(tls.server.build()));
            assertThrows(SocketTimeoutException.class, server::read);
            assertThrows(SocketTimeoutException.class, () -> server.write("x\n"));
        });
    }

    @Test
    void aPeerThatReadsNothingHoldsAWriterBackAndLittleMemory() throws Exception {
        tls.secured(
                client -> {
                    client.setvbuf(Buffering.NONE);
                    assertThrows(
                            SocketTimeoutException.class,
                            () -> client.xwrite("x".repeat(16_000_000), Duration.ofMillis(100)));
                    assertTrue(client.pending().output() < 1 << 17, client.pending()::toString);
                    client.close();
                },
                server -> tls.world.controllers.poll(server));
    }

    // Before TLS.

    @Test
    void theStreamGoesIntoTlsInTheMiddle() throws Exception {
        tls.plain(
                client -> {
                    client.setvbuf(Buffering.FULL);
                    client.write("STARTTLS\n"); // sent by starttls, not by the buffering
                    client.starttls(tls.client.build());
                    client.write("secret\n").flush();
                    assertEquals("heard", client.read());
                },
                server -> {
                    assertEquals("STARTTLS", server.read());
                    server.starttls(tls.server.build());
                    assertEquals("secret", server.read());
                    server.write("heard\n");
                });
    }

    @Test
    void withoutAutoflushPendingOutputGoesThroughTls() throws Exception {
        tls.plain(
                client -> {
                    client.setmode("", "fA");
                    client.write("STARTTLS\n").flush();
                    client.write("pending\n");
                    client.starttls(tls.client.build());
                    client.flush();
                    assertEquals("heard", client.read());
                },
                server -> {
                    assertEquals("STARTTLS", server.read());
                    server.starttls(tls.server.build());
                    assertEquals("pending", server.read());
                    server.write("heard\n");
                });
    }

    @Test
    void aHandshakeThatBeginsEarlyIsPushedBackIntoTls() throws Exception {
        tls.plain(
                client -> {
                    client.write("STARTTLS\n");
                    client.starttls(tls.client.build());
                    assertEquals("welcome", client.read());
                },
                server -> {
                    assertTrue(server.fill(100)); // the line and what follows it
                    assertEquals("STARTTLS", server.read());
                    assertTrue(server.pending().input() > 0);
                    server.starttls(tls.server.build());
                    assertEquals(0, server.pending().input());
                    server.write("welcome\n");
                });
    }

    @Test
    void plaintextInjectedBehindStarttlsMakesTheHandshakeFail() throws Exception {
        tls.plain(
                client -> {
                    client.write("STARTTLS\nMAIL FROM:<mallory>\n");
                    assertThrows(IOException.class, () -> client.starttls(tls.client.build())
                            .read());
                },
                server -> {
                    assertTrue(server.fill(11));
                    assertEquals("STARTTLS", server.read());
                    SSLException e = assertThrows(SSLException.class, () -> server.starttls(tls.server.build()));
                    assertTells(e, "SSL message");
                    assertThrows(SSLException.class, server::read);
                });
    }

    @Test
    void plaintextInjectedByAServerMakesTheHandshakeFail() throws Exception {
        tls.plain(
                client -> {
                    assertTrue(client.fill(10));
                    assertEquals("220 go", client.read());
                    assertThrows(SSLException.class, () -> client.starttls(tls.client.build()));
                    assertThrows(SSLException.class, client::read);
                },
                server -> {
                    server.write("220 go\n250 injected\n");
                    assertThrows(IOException.class, () -> server.starttls(tls.server.build())
                            .read());
                });
    }

    @Test
    void withoutPushbackPlaintextIsRefusedAndTheStreamStaysAsItWas() throws Exception {
        tls.plain(
                client -> {
                    client.write("STARTTLS\ninjected\n");
                    assertEquals("go", client.read());
                    client.starttls(tls.client.build()).write("secret\n");
                },
                server -> {
                    server.setmode("P", "");
                    assertTrue(server.fill(11));
                    assertEquals("STARTTLS", server.read());
                    ProtocolException e =
                            assertThrows(ProtocolException.class, () -> server.starttls(tls.server.build()));
                    assertTells(e, "10 bytes were received in clear and not read");
                    assertEquals(Optional.empty(), server.checktls());
                    assertEquals("injected", server.read());
                    server.write("go\n");
                    server.starttls(tls.server.build());
                    assertEquals("secret", server.read());
                });
    }

    // Ends.

    @Test
    void halfAConnectionGoesOnAfterTheOtherHasEnded() throws Exception {
        tls.secured(
                client -> {
                    client.shutdown("w");
                    assertEquals("still here", client.read());
                    assertNull(client.read());
                },
                server -> {
                    assertNull(server.read());
                    server.write("still here\n");
                    server.shutdown("w");
                });
    }

    /** RFC 5246, 7.2.1: who receives close_notify discards what it was about to write. */
    @Test
    void inTls12TheEndOfOneHalfIsThatOfBoth() throws Exception {
        tls.version("TLSv1.2")
                .secured(
                        client -> {
                            client.shutdown("w");
                            assertNull(client.read());
                        },
                        server -> {
                            assertNull(server.read());
                            ErrnoException e = assertThrows(ErrnoException.class, () -> server.write("too late\n"));
                            assertEquals("EPIPE", e.name());
                            assertTrue(server.eof("w"));
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void closingSaysSo(String version) throws Exception {
        tls.version(version)
                .secured(
                        client -> {
                            client.write("all\n");
                            client.close();
                        },
                        server -> {
                            assertEquals("all", server.read());
                            assertNull(server.read());
                        });
    }

    @Test
    void aThreadThatIsNoCoroutineSaysSoToo() throws Exception {
        tls.secured(
                client -> {
                    Thread closer = new Thread(client::close);
                    closer.start();
                    closer.join();
                },
                server -> assertNull(server.read()));
    }

    @Test
    void closingWithPendingOutputDoesNotPretendThatItWasAll() throws Exception {
        tls.secured(
                client -> {
                    client.setvbuf(Buffering.FULL);
                    client.write("lost\n");
                    client.close();
                },
                server -> assertTells(assertThrows(SSLException.class, server::read), "without close_notify"));
    }

    @Test
    void aStreamThatIsCutShortIsAnError() throws Exception {
        cut(client -> {
            assertEquals("part", client.read());
            SSLException e = assertThrows(SSLException.class, client::read);
            assertTells(e, "the stream ended without close_notify, so it may have been cut short");
            assertEquals(
                    e.getMessage(),
                    assertThrows(SSLException.class, () -> client.read("*a")).getMessage());
            assertFalse(client.eof("r"));
        });
    }

    @Test
    void whoAcceptsTruncationGetsAnEnd() throws Exception {
        tls.client.acceptTruncation(true);
        cut(client -> {
            assertEquals("part", client.read());
            assertNull(client.read());
            assertTrue(client.eof("r"));
        });
    }

    @Test
    void everythingIsNotWhatWasCutShort() throws Exception {
        cut(client -> {
            assertThrows(SSLException.class, () -> client.read("*a"));
            assertEquals("part", client.read());
        });
    }

    /** The server ends the stream beneath TLS. */
    private void cut(TlsWorld.End clientEnd) throws Exception {
        tls.secured(
                client -> {
                    clientEnd.run(client);
                    client.close();
                },
                server -> {
                    server.write("part\n");
                    try (Socket beneath = tls.world.sockets.dup(server)) {
                        beneath.shutdown("w");
                    }
                    server.read();
                });
    }

    @Test
    void aPeerThatEndsInTheHandshakeIsToldApart() throws Exception {
        tls.plain(
                client -> {
                    SSLException e = assertThrows(SSLException.class, () -> client.starttls(tls.client.build()));
                    assertTells(e, "the peer ended the connection during the handshake");
                },
                server -> {
                    assertTrue(server.fill(10));
                    server.shutdown("w");
                    server.read("*a");
                });
    }

    @Test
    void aResetInTheHandshakeIsToldToEveryOperation() throws Exception {
        Socket listener = tls.world.listener();
        tls.world.run(
                () -> {
                    Socket client = tls.world.clientOf(listener);
                    for (TlsWorld.End operation : List.<TlsWorld.End>of(
                            socket -> socket.starttls(tls.client.build()),
                            Socket::read,
                            Socket::starttls,
                            socket -> socket.write("x\n"))) {
                        ErrnoException e = assertThrows(ErrnoException.class, () -> operation.run(client));
                        assertEquals("ECONNRESET", e.name());
                    }
                },
                () -> {
                    Socket server =
                            listener.accept(SocketOptions.builder().linger(0).build());
                    assertTrue(server.fill(10));
                    server.close();
                });
    }

    @Test
    void noiseIsNoRecord() throws Exception {
        byte[] noise = noise(1000, 5);
        tls.wired(
                client -> {
                    client.starttls(tls.client.build());
                    assertThrows(SSLException.class, client::read);
                    assertThrows(SSLException.class, () -> client.write("x\n"));
                },
                server -> {
                    server.starttls(tls.server.build());
                    assertThrows(IOException.class, server::read);
                },
                TlsWorld.Wire.inPieces(100_000),
                (from, to) -> {
                    byte[] hello = from.readBytes(Format.upTo(100_000));
                    to.write(new String(hello, StandardCharsets.ISO_8859_1));
                    to.write(new String(noise, StandardCharsets.ISO_8859_1));
                });
    }

    @Test
    void aRecordThatWasChangedOnTheWayIsRefused() throws Exception {
        boolean[] tamper = new boolean[1];
        tls.wired(
                client -> {
                    client.starttls(tls.client.build());
                    client.write("true\n");
                    assertEquals("go on", client.read());
                    tamper[0] = true;
                    client.write("false\n");
                    assertThrows(IOException.class, client::read);
                },
                server -> {
                    server.starttls(tls.server.build());
                    assertEquals("true", server.read());
                    server.write("go on\n");
                    assertTells(assertThrows(SSLException.class, server::read), "Tag mismatch");
                },
                (from, to) -> {
                    for (byte[] piece = from.readBytes(Format.upTo(100_000));
                            piece != null;
                            piece = from.readBytes(Format.upTo(100_000))) {
                        piece[piece.length - 1] ^= (byte) (tamper[0] ? 1 : 0);
                        to.write(new String(piece, StandardCharsets.ISO_8859_1));
                    }
                },
                TlsWorld.Wire.inPieces(100_000));
    }

    @Test
    void closingInTheHandshakeWakesWhoWaits() throws Exception {
        tls.plain(
                client -> {
                    tls.world.loop.wrap(() -> {
                        tls.world.settle();
                        client.close();
                    });
                    assertThrows(AsynchronousCloseException.class, () -> client.starttls(tls.client.build()));
                    assertThrows(ClosedChannelException.class, client::starttls);
                },
                server -> assertTrue(server.fill(100)));
    }

    @Test
    void closingWakesWhoWaitsForTheHandshakeOfAnother() throws Exception {
        tls.plain(
                client -> {
                    tls.world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, client::read));
                    tls.world.loop.wrap(
                            () -> assertThrows(AsynchronousCloseException.class, () -> client.write("x\n")));
                    tls.world.loop.wrap(() -> {
                        tls.world.settle();
                        client.close();
                    });
                    assertThrows(AsynchronousCloseException.class, () -> client.starttls(tls.client.build()));
                },
                server -> {});
    }

    @Test
    void closingWakesWhoWaitsForAReaderToGoIntoTls() throws Exception {
        tls.plain(
                client -> {
                    tls.world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, client::read));
                    tls.world.settle();
                    tls.world.loop.wrap(() -> {
                        tls.world.settle();
                        client.close();
                    });
                    assertThrows(AsynchronousCloseException.class, () -> client.starttls(tls.client.build()));
                },
                server -> {});
    }

    @Test
    void closingWakesAReaderAndAWriter() throws Exception {
        tls.secured(
                client -> {
                    tls.world.loop.wrap(() -> assertThrows(AsynchronousCloseException.class, client::read));
                    tls.world.loop.wrap(() ->
                            assertThrows(AsynchronousCloseException.class, () -> client.write("x".repeat(16_000_000))));
                    tls.world.settle();
                    client.close();
                },
                server -> tls.world.controllers.poll(server));
    }

    @Test
    void aConnectionThatHasEndedBothWaysGivesItsDescriptorBack() throws Exception {
        long before = World.openSockets();
        tls.secured(
                client -> {
                    client.shutdown("w");
                    assertNull(client.read());
                },
                server -> {
                    assertNull(server.read());
                    server.shutdown("w");
                });
        assertEquals(before, World.openSockets());
    }

    @Test
    void descriptorsDoNotGoThroughTls() throws Exception {
        tls.plain(
                client -> {
                    client.starttls(tls.client.build());
                    assertThrows(IllegalStateException.class, () -> client.sendfd(new byte[1]));
                    assertThrows(IllegalStateException.class, client::recvfd);
                    assertThrows(IllegalStateException.class, () -> client.recvfrom(1));
                },
                server -> server.starttls(tls.server.build()));
    }

    @Test
    void failuresThatAHandlerLetsPassAreSaved() throws Exception {
        tls.server.context(Keys.with("other"));
        tls.plain(
                client -> {
                    client.onerror((socket, method, failure) -> {});
                    assertNull(client.starttls(tls.client.build()));
                    assertNull(client.read());
                    assertTrue(client.error().input().orElseThrow() instanceof SSLException);
                },
                server -> assertThrows(SSLException.class, () -> server.starttls(tls.server.build())
                        .read()));
    }
}
