package org.cqueues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Controller;
import org.cqueues.dns.Dns;
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

    /** The servers and hosts are those of the files that are named; the second thread is no coroutine. */
    @Test
    void hostsAreLookedUpByTheResolver(@TempDir Path dir) throws Exception {
        set(Dns.RESOLV_CONF_SETTING, Files.writeString(dir.resolve("resolv.conf"), "nameserver [127.0.0.1]:1\n"));
        set(Dns.NSSWITCH_CONF_SETTING, Files.writeString(dir.resolve("nsswitch.conf"), "hosts: files dns\n"));
        set(Dns.HOSTS_SETTING, Files.writeString(dir.resolve("hosts"), "127.0.0.1 only.here\n"));
        try (Cqueues cq = Cqueues.open()) {
            Socket server = cq.sockets().listen("only.here", 0);
            int port = server.localname().port();
            Controller loop = cq.controllers().create();
            loop.wrap(() -> cq.sockets().connect("only.here", port).connect());
            loop.loop();
            cq.sockets().connect("only.here", port).connect();

            UnknownHostException thrown = assertThrows(
                    UnknownHostException.class,
                    () -> cq.sockets().connect("other.here", port).connect());
            assertTrue(thrown.getMessage().contains("127.0.0.1:1"), thrown.getMessage());
        } finally {
            List.of(Dns.RESOLV_CONF_SETTING, Dns.NSSWITCH_CONF_SETTING, Dns.HOSTS_SETTING)
                    .forEach(System::clearProperty);
        }
    }

    private static void set(String setting, Path file) {
        System.setProperty(setting, file.toString());
    }

    /** Where no server is configured, as on a system that keeps its configuration elsewhere. */
    @Test
    void withoutAServerTheSystemIsAsked(@TempDir Path dir) throws Exception {
        set(Dns.RESOLV_CONF_SETTING, dir.resolve("nonexistent"));
        try (Cqueues cq = Cqueues.open()) {
            UnknownHostException thrown = assertThrows(
                    UnknownHostException.class,
                    () -> cq.sockets().connect("no.such.host.invalid", 1).connect());

            assertEquals(UnknownHostException.class, thrown.getCause().getClass());
        } finally {
            System.clearProperty(Dns.RESOLV_CONF_SETTING);
        }
    }

    @Test
    void settingLeavesHostsToTheSystem(@TempDir Path dir) throws Exception {
        set(Dns.RESOLV_CONF_SETTING, Files.writeString(dir.resolve("resolv.conf"), "nameserver [127.0.0.1]:1\n"));
        set(Dns.HOSTS_SETTING, Files.writeString(dir.resolve("hosts"), "127.0.0.1 only.here\n"));
        System.setProperty(Cqueues.LOOKUP_SETTING, "system");
        try (Cqueues cq = Cqueues.open()) {
            UnknownHostException thrown = assertThrows(
                    UnknownHostException.class,
                    () -> cq.sockets().connect("only.here", 1).connect());

            assertEquals(UnknownHostException.class, thrown.getCause().getClass());
        } finally {
            List.of(Dns.RESOLV_CONF_SETTING, Dns.HOSTS_SETTING, Cqueues.LOOKUP_SETTING)
                    .forEach(System::clearProperty);
        }
    }

    @Test
    void settingThatIsNoLookupIsRefusedWithItsName() {
        System.setProperty(Cqueues.LOOKUP_SETTING, "nonesuch");
        try {
            String message =
                    assertThrows(IllegalStateException.class, Cqueues::open).getMessage();

            assertEquals("org.cqueues.lookup is dns or system, not nonesuch", message);
        } finally {
            System.clearProperty(Cqueues.LOOKUP_SETTING);
        }
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
        String told = callWithout(missing, WithoutTls.class);

        assertTrue(told.startsWith("TLS contexts need "), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dnsjava", "slf4j-api", "org.cqueues.dns-"})
    void withoutDnsTheSystemIsAskedForHostsAndOnlyDnsIsMissing(String missing) throws Exception {
        String told = callWithout(missing, WithoutDns.class);

        assertTrue(told.startsWith("DNS needs org.cqueues.dns, dnsjava and slf4j-api"), told);
    }

    private static String callWithout(String missing, Class<?> probe) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(without(missing), ClassLoader.getPlatformClassLoader())) {
            Class<?> loaded = loader.loadClass(probe.getName());
            Object made = loaded.getConstructor().newInstance();
            return (String) loaded.getMethod("call").invoke(made);
        }
    }

    /** The class path of the tests without some of it; a bundle may be there as a folder of classes. */
    private static URL[] without(String name) throws IOException {
        List<URL> rest = new ArrayList<>();
        String bundle = name.startsWith("org.cqueues.") ? name.substring(12, name.length() - 1) : "none";
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            boolean folder = path.endsWith(Path.of(bundle, "target", "classes"));
            if (!path.getFileName().toString().startsWith(name) && !folder) {
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
