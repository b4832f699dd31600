package org.cqueues.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineException;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.socket.TlsOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that mean no good, before a server of each provider knows who they are: they cost little, and whoever else is connected does not notice them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // an interrupt cannot end a native wait
class HostilePeerTest {
    /** Whose engine the server has. */
    enum Engine {
        BOUNCY_CASTLE,
        JDK
    }

    private static final byte[] HANDSHAKE = {22, 3, 1};
    /** The beginning of one of a hundred bytes. */
    private static final byte[] GREETING = Arrays.copyOf(new byte[] {22, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3}, 50);

    /** How much a peer may send before it is refused, in bytes. */
    private static final int MOST = 1 << 20;

    private final TlsContexts tls = TlsContexts.open();
    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Sockets sockets = Sockets.open(kernel, controllers, tls);
    private final Controller loop = controllers.create();
    private final Identity identity = tls.selfSigned("127.0.0.1");
    private final Socket listener = sockets.listen("127.0.0.1", 0);

    @AfterEach
    void close() {
        sockets.close();
        controllers.close();
        kernel.close();
        tls.close();
    }

    private SSLContext server(Engine engine) throws Exception {
        if (engine == Engine.BOUNCY_CASTLE) {
            return tls.server(identity);
        }
        char[] password = {'-'};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", identity.key(), password, identity.chain().toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private interface Attack {
        void run(SSLContext server) throws Exception;
    }

    /** Runs an attack beside a connection of somebody else, which must go on. */
    private void attack(Engine engine, Attack attack) throws Exception {
        SSLContext context = server(engine);
        SSLContext clients = tls.client(
                ClientOptions.builder().authority(identity.certificate()).build());
        loop.wrap(() -> {
            Socket client = connect();
            Socket echo = listener.accept();
            Coroutine serving = loop.wrap(() -> {
                echo.starttls(context);
                for (String line : echo.lines("*L")) {
                    echo.write(line);
                }
                echo.shutdown("w");
            });
            client.starttls(clients);
            attack.run(context);
            client.write("still\n");
            assertEquals("still", client.read());
            client.shutdown("w");
            serving.join();
            client.close();
            echo.close();
        });
        try {
            assertTrue(loop.loop(Duration.ofSeconds(50)), "no end");
        } catch (CoroutineException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    private Socket connect() throws IOException {
        return sockets.connect("127.0.0.1", listener.localname().port()).connect();
    }

    /** A peer below TLS. */
    private java.net.Socket peer() throws IOException {
        return new java.net.Socket(
                InetAddress.getLoopbackAddress(), listener.localname().port());
    }

    private static void reset(java.net.Socket peer) throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void silentPeersTimeOut(Engine engine) throws Exception {
        attack(engine, server -> {
            List<java.net.Socket> peers = new ArrayList<>();
            List<Coroutine> handshakes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                peers.add(peer());
                handshakes.add(loop.wrap(() -> {
                    try (Socket socket = listener.accept()) {
                        assertThrows(
                                SocketTimeoutException.class, () -> socket.starttls(server, Duration.ofMillis(20)));
                    }
                }));
            }
            handshakes.forEach(Coroutine::join);
            for (java.net.Socket peer : peers) {
                assertEquals(-1, peer.getInputStream().read());
                peer.close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void recordThatIsLongerThanAnyIsRefusedBeforeItHasCome(Engine engine) throws Exception {
        attack(engine, server -> {
            try (java.net.Socket peer = peer();
                    Socket socket = listener.accept()) {
                peer.getOutputStream().write(new byte[] {22, 3, 1, -1, -1, 1, 0, 0});
                assertThrows(SSLException.class, () -> socket.starttls(server));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void greetingThatNeverEndsIsRefusedWhileItIsSmall(Engine engine) throws Exception {
        attack(engine, server -> {
            try (java.net.Socket peer = peer();
                    Socket socket = listener.accept()) {
                Coroutine handshake = loop.wrap(() -> assertThrows(SSLException.class, () -> socket.starttls(server)));
                OutputStream out = peer.getOutputStream();
                out.write(HANDSHAKE);
                out.write(new byte[] {0, 4, 1, -1, -1, -1}); // of sixteen megabytes, less one byte
                int sent = 0;
                byte[] fragment = new byte[5 + 1024];
                System.arraycopy(HANDSHAKE, 0, fragment, 0, HANDSHAKE.length);
                fragment[3] = 4;
                while (handshake.state() != Coroutine.State.ENDED && sent < MOST) {
                    sent += sendMore(out, fragment);
                    controllers.poll();
                }
                assertTrue(sent < MOST, "it was listened to for too long");
                handshake.join();
            }
        });
    }

    /** Once the other side has closed, there is a reset. */
    private static int sendMore(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            // told by the other side
        }
        return bytes.length;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void noiseIsRefused(Engine engine) throws Exception {
        Random random = new Random(1);
        attack(engine, server -> {
            for (int i = 0; i < 50; i++) {
                byte[] noise = new byte[100];
                random.nextBytes(noise);
                if (i % 2 == 0) {
                    System.arraycopy(HANDSHAKE, 0, noise, 0, HANDSHAKE.length);
                    noise[3] = 0;
                    noise[4] = 95;
                }
                try (java.net.Socket peer = peer();
                        Socket socket = listener.accept()) {
                    peer.getOutputStream().write(noise);
                    peer.shutdownOutput();
                    assertThrows(SSLException.class, () -> socket.starttls(server));
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void resetsInTheHandshakeEndTheirOwnConnections(Engine engine) throws Exception {
        attack(engine, server -> {
            for (int i = 0; i < 20; i++) {
                java.net.Socket peer = peer();
                Socket socket = listener.accept();
                Coroutine handshake = loop.wrap(() -> {
                    IOException lost = assertThrows(IOException.class, () -> socket.starttls(server));
                    assertEquals(
                            "ECONNRESET",
                            assertInstanceOf(ErrnoException.class, lost).name());
                });
                peer.getOutputStream().write(Arrays.copyOf(GREETING, 1 + i));
                controllers.poll();
                reset(peer);
                handshake.join();
                socket.close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void oneByteAtATimeMakesAHandshake(Engine engine) throws Exception {
        SSLContext clients = tls.client(
                ClientOptions.builder().authority(identity.certificate()).build());
        attack(engine, server -> {
            List<Socket> outer = sockets.pair();
            List<Socket> inner = sockets.pair();
            Coroutine there = loop.wrap(() -> relay(outer.get(1), inner.get(0)));
            Coroutine back = loop.wrap(() -> relay(inner.get(0), outer.get(1)));
            Coroutine serving = loop.wrap(() -> {
                Socket socket = inner.get(1);
                assertEquals(
                        "slow",
                        socket.starttls(TlsOptions.builder()
                                        .context(server)
                                        .role(TlsOptions.Role.SERVER)
                                        .build())
                                .read());
                socket.write("and steady\n");
                socket.close();
            });
            Socket client = outer.get(0);
            client.starttls(TlsOptions.builder()
                    .context(clients)
                    .serverName("127.0.0.1")
                    .build());
            client.write("slow\n");
            assertEquals("and steady", client.read());
            client.close();
            List.of(there, back, serving).forEach(Coroutine::join);
        });
    }

    /** Passes bytes on one by one, each of which is a packet. */
    private void relay(Socket from, Socket to) throws IOException {
        from.setmode("b", "");
        to.setmode("", "bn");
        try {
            for (byte[] one = one(from); one.length > 0; one = one(from)) {
                to.output().write(one);
                to.flush();
                controllers.poll();
            }
            to.shutdown("w");
        } catch (IOException e) {
            // the other side has closed
        }
    }

    private static byte[] one(Socket from) throws IOException {
        byte[] read = from.readBytes(Format.bytes(1));
        return read == null ? new byte[0] : read;
    }
}
