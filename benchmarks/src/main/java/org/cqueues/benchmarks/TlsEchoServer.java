package org.cqueues.benchmarks;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.cqueues.tls.Identity;
import org.cqueues.tls.Pem;
import org.cqueues.tls.TlsContexts;

/** The guide's line echo server through TLS: {@code TlsEchoServer jdk|bc CERTIFICATE KEY PORT}. */
public final class TlsEchoServer {
    private TlsEchoServer() {}

    /**
     * Serves until the process is ended.
     *
     * @param args whose provider, files in PEM, and the port
     */
    public static void main(String[] args) throws Exception {
        try (TlsContexts contexts = TlsContexts.open();
                Kernel kernel = Kernel.open();
                Controllers controllers = Controllers.open(kernel);
                Sockets sockets = Sockets.open(kernel, controllers)) {
            Identity identity = contexts.identity(Pem.read(Path.of(args[1])), Pem.read(Path.of(args[2])));
            SSLContext context = args[0].equals("jdk") ? jdk(identity) : contexts.server(identity);
            Controller loop = controllers.create();
            Socket server = sockets.listen("127.0.0.1", Integer.parseInt(args[3]));
            loop.wrap(() -> {
                for (Socket client : server.clients()) {
                    client.nodelay(true);
                    client.setmode("b", "bl");
                    loop.wrap(() -> echo(client, context));
                }
            });
            loop.errors().forEach(TlsEchoServer::report);
        }
    }

    private static SSLContext jdk(Identity identity) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void echo(Socket client, SSLContext context) throws Exception {
        client.starttls(context);
        for (String line : client.lines("*L")) {
            client.write(line);
        }
        client.close();
    }

    private static void report(Exception failure) {
        System.getLogger("echo").log(System.Logger.Level.DEBUG, "client left", failure);
    }
}
