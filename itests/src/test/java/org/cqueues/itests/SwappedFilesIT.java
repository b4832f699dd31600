package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.cqueues.tls.ClientOptions;
import org.cqueues.tls.Identity;
import org.cqueues.tls.TlsContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of the distribution whose files are swapped behind symbolic links, and whose keys are renewed, in the ways of Kubernetes and of certbot. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SwappedFilesIT {
    private static final String HANDLER = "";
    private static final String SIGNALFD = "HUP,TERM,INT";

    @TempDir
    Path work;

    private final TlsContexts tls = TlsContexts.open();
    private final Identity first = tls.selfSigned("localhost");
    private final Identity second = tls.selfSigned("localhost");
    private SSLContext trusting;
    private Path root;

    @BeforeEach
    void makeFiles() throws Exception {
        root = Files.createDirectory(work.resolve("root"));
        Files.writeString(root.resolve("index.html"), "index\n");
        trusting = tls.client(ClientOptions.builder().verify(false).build());
    }

    @AfterEach
    void end() {
        tls.close();
    }

    private Run httpd(String blocked, String... arguments) throws IOException {
        return Run.withErrorsAmongOutput(
                Installation.HOME,
                work,
                Stream.of(
                                Stream.of("--block", blocked).filter(word -> !blocked.isEmpty()),
                                Stream.of("httpd", "--root", root.toString(), "--port", "0"),
                                Stream.of(arguments))
                        .flatMap(words -> words)
                        .toArray(String[]::new));
    }

    private static void assertEnds(Run run) throws Exception {
        run.signal("TERM");
        assertEquals(List.of(), run.rest());
        assertEquals(0, run.status());
    }

    /** Has a link point elsewhere in one step. */
    private static void swap(Path link, String target) throws IOException {
        Path next = Files.createSymbolicLink(link.resolveSibling("..tmp"), Path.of(target));
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Puts a new file in the place of the old one in one step: one that was written bit by bit might be read in between. */
    private void replace(Path file, String content) throws IOException {
        Path next = Files.writeString(work.resolve("next"), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    // Behind links.

    /** As the kubelet does: the file's own link never changes, that of all files is swapped, and the former folder goes. */
    @Test
    void configMapThatIsUpdatedIsReadAgain() throws Exception {
        Path map = Files.createDirectory(work.resolve("map"));
        publish(map, "..2026_1", "field = X-State: 1\n");
        Path file = Files.createSymbolicLink(map.resolve("file"), Path.of("..data/file"));
        try (Run run = httpd(HANDLER, "--config", file.toString());
                Client client = new Client(run.port())) {
            assertTrue(client.get("/").contains("X-State: 1"));
            for (int state = 2; state < 5; state++) {
                publish(map, "..2026_" + state, "field = X-State: " + state + "\n");
                Files.delete(map.resolve("..2026_" + (state - 1) + "/file"));
                Files.delete(map.resolve("..2026_" + (state - 1)));

                assertEquals("read " + file + " again", run.line());
                assertTrue(client.get("/").contains("X-State: " + state));
            }
            assertEnds(run);
        }
    }

    private static void publish(Path map, String version, String content) throws IOException {
        Files.writeString(Files.createDirectory(map.resolve(version)).resolve("file"), content);
        swap(map.resolve("..data"), version);
    }

    @Test
    void folderThatComesWhereALinkLedNowhereIsRead() throws Exception {
        Path folder = Files.createDirectory(work.resolve("one"));
        Files.writeString(folder.resolve("file"), "field = X-State: 1\n");
        Path current = Files.createSymbolicLink(work.resolve("current"), Path.of("one"));
        Path file = current.resolve("file");
        try (Run run = httpd(HANDLER, "--config", file.toString());
                Client client = new Client(run.port())) {
            swap(current, "two");
            assertEquals("cqueues: httpd: there is no file " + file + "; what it said before stays", run.line());
            assertTrue(client.get("/").contains("X-State: 1"));

            Path two = Files.createDirectory(work.resolve("made"));
            Files.writeString(two.resolve("file"), "field = X-State: 2\n");
            Files.move(two, work.resolve("two"));
            assertEquals("read " + file + " again", run.line());
            assertTrue(client.get("/").contains("X-State: 2"));
            assertEnds(run);
        }
    }

    // Keys.

    private Client connect(int port) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        return new Client(socket);
    }

    /** The number of the certificate that a new connection is shown. */
    private BigInteger shown(int port) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private void write(Identity identity, Path chain, Path key) throws IOException {
        Path folder = Files.createTempDirectory(work, "new");
        tls.write(identity, folder.resolve("c"), folder.resolve("k"));
        Files.move(folder.resolve("c"), chain, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.move(folder.resolve("k"), key, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static BigInteger number(Identity identity) {
        return identity.certificate().getSerialNumber();
    }

    /** Whoever swaps two files slowly has the server tell once that they do not fit. */
    private static void assertReadAgain(Run run, Path chain, Path key) throws IOException {
        String line = run.line();
        while (line != null && line.endsWith("; what they said before stays")) {
            line = run.line();
        }
        assertEquals("read " + chain + " and " + key + " again", line);
    }

    /** As certbot does: new files in an archive, and links to the latest ones that are removed and made anew. */
    @ParameterizedTest
    @ValueSource(strings = {HANDLER, SIGNALFD})
    void renewedCertificateIsForNewConnections(String blocked) throws Exception {
        Path live = Files.createDirectories(work.resolve("live/x"));
        Path archive = Files.createDirectories(work.resolve("archive/x"));
        Path chain = live.resolve("fullchain.pem");
        Path key = live.resolve("privkey.pem");
        issue(first, archive, 1, chain, key);
        try (Run run = httpd(blocked, "--tls", "--cert", chain.toString(), "--key", key.toString())) {
            int port = run.port();
            try (Client old = connect(port)) {
                assertTrue(old.get("/").contains("index"));
                assertEquals(number(first), shown(port));

                issue(second, archive, 2, chain, key);
                assertReadAgain(run, chain, key);

                assertEquals(number(second), shown(port));
                assertTrue(old.get("/").contains("index"));
                run.signal("HUP");
                assertReadAgain(run, chain, key);
                assertEquals(number(second), shown(port));
                assertTrue(old.get("/").contains("index"));
            }
            assertEnds(run);
        }
    }

    private void issue(Identity identity, Path archive, int version, Path chain, Path key) throws IOException {
        write(identity, archive.resolve("fullchain" + version + ".pem"), archive.resolve("privkey" + version + ".pem"));
        Files.deleteIfExists(chain);
        Files.createSymbolicLink(chain, Path.of("../../archive/x/fullchain" + version + ".pem"));
        Files.deleteIfExists(key);
        Files.createSymbolicLink(key, Path.of("../../archive/x/privkey" + version + ".pem"));
    }

    @Test
    void pairThatDoesNotFitIsToldAndTheOldOneStays() throws Exception {
        Path chain = work.resolve("chain.pem");
        Path key = work.resolve("key.pem");
        write(first, chain, key);
        try (Run run = httpd(HANDLER, "--tls", "--cert", chain.toString(), "--key", key.toString())) {
            int port = run.port();

            replace(chain, tls.pem(second.chain()));
            String unfit = "cqueues: httpd: " + key + ":1: the private key, EC, does not match the certificate of ";
            assertStays(run, unfit + first.certificate().getSubjectX500Principal() + " in " + chain);
            assertEquals(number(first), shown(port));

            String whole = tls.pem(second.key());
            replace(key, whole.substring(0, whole.length() / 2));
            assertStays(run, "cqueues: httpd: " + key + ":1: ");
            Files.delete(key);
            assertStays(run, "cqueues: httpd: there is no file " + key);
            // Who opened it would wait for its other end, and all clients with him.
            assertEquals(0, new ProcessBuilder("mkfifo", key.toString()).start().waitFor());
            assertStays(run, "cqueues: httpd: " + key + " is no plain file");
            assertEquals(number(first), shown(port));

            write(second, chain, key);
            assertReadAgain(run, chain, key);
            assertEquals(number(second), shown(port));
            assertEnds(run);
        }
    }

    /** One line tells the reason, after the change and again after the signal. */
    private static void assertStays(Run run, String begin) throws Exception {
        String line = run.line();
        assertTrue(line != null && line.startsWith(begin) && line.endsWith("; what they said before stays"), line);
        run.signal("HUP");
        assertEquals(line, run.line());
    }

    @Test
    void keyAndCertificateMayBeInOneFile() throws Exception {
        Path both = Files.writeString(work.resolve("both.pem"), tls.pem(first.key()) + tls.pem(first.chain()));
        try (Run run = httpd(HANDLER, "--tls", "--cert", both.toString())) {
            int port = run.port();
            assertEquals(number(first), shown(port));

            replace(both, tls.pem(second.key()) + tls.pem(second.chain()));
            assertEquals("read " + both + " again", run.line());

            assertEquals(number(second), shown(port));
            assertEnds(run);
        }
    }
}
