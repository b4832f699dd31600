package org.cqueues.socket;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/** Two ends of a connection over TLS, each in a coroutine of its own. */
final class TlsWorld implements AutoCloseable {
    static final String[] VERSIONS = {"TLSv1.2", "TLSv1.3"};

    final World world = new World();
    TlsOptions.Builder client = TlsOptions.builder();
    TlsOptions.Builder server = TlsOptions.builder();

    /** One end. */
    interface End {
        void run(Socket socket) throws Exception;
    }

    TlsWorld() throws Exception {
        this(Keys.trusting(), Keys.with("server"));
    }

    TlsWorld(SSLContext clientContext, SSLContext serverContext) {
        client.context(clientContext);
        server.context(serverContext);
    }

    /** Has the client speak one version only. */
    TlsWorld version(String version) {
        client.setup(engine -> engine.setEnabledProtocols(new String[] {version}));
        return this;
    }

    /** Runs both ends once both are in TLS. */
    void secured(End clientEnd, End serverEnd) throws Exception {
        plain(
                socket -> {
                    socket.starttls(client.build());
                    clientEnd.run(socket);
                },
                socket -> {
                    socket.starttls(server.build());
                    serverEnd.run(socket);
                });
    }

    /** Runs both ends as they are. */
    void plain(End clientEnd, End serverEnd) throws Exception {
        AtomicReference<Socket[]> pair = new AtomicReference<>();
        world.run(() -> {
            pair.set(world.pair());
            world.loop.wrap(() -> clientEnd.run(pair.get()[0]));
            world.loop.wrap(() -> serverEnd.run(pair.get()[1]));
        });
    }

    /**
     * Runs both ends over a wire that a test can meddle with.
     *
     * @param toServer what becomes of the bytes from the client; it ends with what it throws or after the last
     * @param toClient what becomes of the bytes from the server
     */
    void wired(End clientEnd, End serverEnd, Wire toServer, Wire toClient) throws Exception {
        client.serverName("one.test");
        server.role(TlsOptions.Role.SERVER);
        List<Socket> near = world.sockets.pair();
        List<Socket> far = world.sockets.pair();
        for (Socket raw : List.of(near.get(1), far.get(0))) {
            raw.setmode("b", "bn");
        }
        world.run(
                () -> clientEnd.run(near.get(0)),
                () -> serverEnd.run(far.get(1)),
                () -> toServer.carry(near.get(1), far.get(0)),
                () -> toClient.carry(far.get(0), near.get(1)));
    }

    /** What becomes of the bytes of one direction. */
    interface Wire {
        void carry(Socket from, Socket to) throws Exception;

        /** Carries everything, so many bytes at once, and the end of the stream. */
        static Wire inPieces(int size) {
            return (from, to) -> {
                for (byte[] piece = from.readBytes(Format.upTo(size));
                        piece != null;
                        piece = from.readBytes(Format.upTo(size))) {
                    to.write(new String(piece, StandardCharsets.ISO_8859_1));
                }
                to.shutdown("w");
            };
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
