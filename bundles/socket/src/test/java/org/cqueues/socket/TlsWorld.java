package org.cqueues.socket;

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

    @Override
    public void close() {
        world.close();
    }
}
