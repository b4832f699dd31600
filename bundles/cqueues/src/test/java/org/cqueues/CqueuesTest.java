package org.cqueues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Controller;
import org.cqueues.kernel.Kernel;
import org.cqueues.notify.Notifier;
import org.cqueues.socket.Socket;
import org.cqueues.thread.ThreadStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // an interrupt cannot end a native wait
class CqueuesTest {
    @Test
    void packetsAreMadeToo() {
        try (Cqueues cq = Cqueues.open()) {
            assertEquals(0, cq.dns().packet().count());
        }
    }

    @Test
    void servicesWorkTogetherWithoutAFramework() throws IOException {
        List<String> answers = new ArrayList<>();
        try (Cqueues cq = Cqueues.open()) {
            Controller loop = cq.controllers().create();
            Condition asked = cq.conditions().create();
            Socket server = cq.sockets().listen("127.0.0.1", 0);
            int port = server.localname().port();
            loop.wrap(() -> {
                asked.await();
                Socket client = server.accept();
                client.write(client.read("*L"));
                client.shutdown("w");
            });
            loop.wrap(() -> {
                Socket client = cq.sockets().connect("127.0.0.1", port);
                client.write("hello\n").flush();
                asked.signal();
                answers.add(client.read());
            });
            loop.loop();
        }

        assertEquals(List.of("hello"), answers);
    }

    @Test
    void directoriesAreWatched(@TempDir Path dir) throws IOException {
        try (Cqueues cq = Cqueues.open()) {
            Notifier notifier = cq.notifiers().opendir(dir.toString()).add("a");
            Files.createFile(dir.resolve("a"));

            assertEquals("a", notifier.get().orElseThrow().name());
        }
    }

    @Test
    void threadsTalkOverSockets() throws IOException {
        try (Cqueues cq = Cqueues.open()) {
            ThreadStart started = cq.threads().start((con, arguments) -> con.write(arguments[0] + "\n"), "hello");

            assertEquals("hello", started.socket().read());
            assertTrue(started.thread().join().hasEnded());
        }
    }

    /** One poll on a socket, a signal, a thread, a directory, a condition, a promise, another controller and a timeout: alone, and each pair. */
    @Test
    void everythingWaitsInOnePlace(@TempDir Path dir) throws IOException {
        try (Cqueues cq = Cqueues.open()) {
            Controller loop = cq.controllers().create();
            for (int i = 0; i < OnePlace.KINDS; i++) {
                for (int j = i; j < OnePlace.KINDS; j++) {
                    int first = i;
                    int second = j;
                    loop.wrap(() -> {
                        try (OnePlace all = new OnePlace(cq, dir)) {
                            all.assertReady(first, second);
                        }
                    });
                    loop.loop();
                }
            }
        }
    }

    @Test
    void closeEndsEverythingAndMayBeRepeated() {
        Cqueues cq = Cqueues.open();
        Controller loop = cq.controllers().create();
        Socket server = cq.sockets().listen("127.0.0.1", 0);

        cq.close();
        cq.close();

        assertTrue(loop.isClosed());
        assertThrows(Exception.class, server::localname);
        assertThrows(IllegalStateException.class, () -> cq.sockets().listen("127.0.0.1", 0));
    }

    @Test
    void twoShareNothing() {
        Cqueues one = Cqueues.open();
        try (Cqueues other = Cqueues.open()) {
            one.controllers().interpose("count", (self, none) -> 42);
            Controller loop = other.controllers().create();
            loop.wrap(() -> other.controllers().sleep(0));
            one.close();

            assertEquals(1, loop.count());
            assertTrue(loop.loop());
        }
    }

    @Test
    void socketsTakeTheirContextsFromTls() throws Exception {
        try (Cqueues cq = Cqueues.open()) {
            SSLContext context = cq.tls().server(cq.tls().selfSigned("127.0.0.1"));

            assertTrue(TlsExchange.refusal(cq, context).contains("bouncycastle"));
            assertEquals("hello", TlsExchange.hello(cq, context));
        }
    }

    @Test
    void closedServicesGiveNoTls() {
        Cqueues cq = Cqueues.open();
        cq.tls();
        cq.close();

        assertThrows(IllegalStateException.class, cq::tls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bc", "org.cqueues.tls-"})
    void withoutBouncyCastleOnlyTlsIsMissingAndSaysWhy(String missing) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(without(missing), ClassLoader.getPlatformClassLoader())) {
            Class<?> probe = loader.loadClass(WithoutTls.class.getName());

            Object told = probe.getMethod("call").invoke(probe.getConstructor().newInstance());

            assertTrue(told.toString().startsWith("TLS contexts need "), told.toString());
        }
    }

    /** The class path of the tests without some of it. */
    private static URL[] without(String name) throws IOException {
        List<URL> rest = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            boolean folder = path.endsWith(Path.of("tls", "target", "classes"));
            if (!path.getFileName().toString().startsWith(name) && !(folder && name.contains("tls"))) {
                rest.add(path.toUri().toURL());
            }
        }
        return rest.toArray(new URL[0]);
    }

    @Test
    void settingThatCannotBeMetIsRefusedWithItsName() {
        System.setProperty(Kernel.BACKEND_SETTING, "nonesuch");
        try {
            String message =
                    assertThrows(IllegalStateException.class, Cqueues::open).getMessage();

            assertTrue(message.contains("nonesuch"), message);
        } finally {
            System.clearProperty(Kernel.BACKEND_SETTING);
        }
    }
}
