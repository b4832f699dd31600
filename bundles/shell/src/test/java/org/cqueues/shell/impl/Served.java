package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;

/** A server on a thread of its own, with services of its own, for as long as a test lasts. */
final class Served implements AutoCloseable {
    /** How a server is told to serve: where, whom to tell its address, and where to its failures. */
    interface Serving<T> {
        void serve(T server, Upkeep upkeep, Consumer<InetSocketAddress> listening, PrintStream err) throws IOException;
    }

    /** The services that a server is made of. */
    record Services(Kernel kernel, Controllers controllers, Sockets sockets) {}

    private final Services services;
    private final Program.Running server;
    private final Thread thread;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();
    private final CountDownLatch opening;

    private Served(Services services, Program.Running server, Thread thread, CountDownLatch opening) {
        this.services = services;
        this.server = server;
        this.thread = thread;
        this.opening = opening;
    }

    static <T extends Program.Running> Served start(Function<Services, T> maker, Serving<T> serving) throws Exception {
        Served served = startClosed(maker, serving);
        served.open();
        return served;
    }

    /**
     * Starts a server to which clients can connect and send, but which sees nobody before {@link #open}: so its patience begins after what they have done by
     * then, however long that took.
     */
    static <T extends Program.Running> Served startClosed(Function<Services, T> maker, Serving<T> serving)
            throws Exception {
        Kernel kernel = Kernel.open();
        Controllers controllers = Controllers.open(kernel);
        Services services = new Services(kernel, controllers, Sockets.open(kernel, controllers));
        T server = maker.apply(services);
        Served[] served = new Served[1];
        Thread thread = new Thread(() -> served[0].run(server, serving), "server");
        served[0] = new Served(services, server, thread, new CountDownLatch(1));
        thread.start();
        served[0].address.get(10, TimeUnit.SECONDS);
        return served[0];
    }

    private <T> void run(T running, Serving<T> serving) {
        try {
            Upkeep nothing = new Upkeep(services.controllers(), Duration.ZERO);
            serving.serve(running, nothing, this::awaitOpening, new PrintStream(errors, true));
            address.completeExceptionally(new IOException("it ended at once"));
        } catch (IOException | RuntimeException e) {
            address.completeExceptionally(e);
        }
    }

    private void awaitOpening(InetSocketAddress listening) {
        address.complete(listening);
        try {
            opening.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets the server see its clients. */
    void open() {
        opening.countDown();
    }

    /** A new connection whose reads give up before the test does. */
    Socket connect() throws IOException {
        return connect(new Socket());
    }

    /** A new connection that soon takes no more if nothing is read. */
    Socket connectNarrowly() throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        return connect(client);
    }

    private Socket connect(Socket client) throws IOException {
        client.connect(address.join());
        client.setSoTimeout(30_000);
        return client;
    }

    int port() {
        return address.join().getPort();
    }

    String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        open();
        server.close();
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        services.sockets().close();
        services.controllers().close();
        services.kernel().close();
        assertTrue(!thread.isAlive(), "the server goes on");
    }
}
