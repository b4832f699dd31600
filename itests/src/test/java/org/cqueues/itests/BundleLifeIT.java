package org.cqueues.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What two hundred lives of the bundles leave behind in a framework that goes on: nothing. */
class BundleLifeIT {
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 200;
    /** How often TLS is used too, which takes a life ten times as long. */
    private static final int TLS_EVERY = 10;
    /** Against a hang only: it takes a minute and a half of CPU time, and much of the disk, both of which others may want too. */
    private static final int LIMIT_MINUTES = 20;

    private final ReferenceQueue<ClassLoader> freed = new ReferenceQueue<>();
    private final Map<Reference<?>, String> loaders = new HashMap<>();

    @TempDir
    Path cache;

    private Framework framework;
    private BundleContext context;

    @BeforeEach
    void startFramework() throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString(), "felix.log.level", "1"));
        framework.start();
        context = framework.getBundleContext();
        List<Bundle> lasting = new ArrayList<>();
        for (Path jar : Installation.bundles()) {
            if (!Installation.isOurs(jar)) {
                lasting.add(context.installBundle("reference:" + jar.toUri()));
            }
        }
        for (Bundle bundle : lasting) {
            bundle.start();
        }
    }

    @AfterEach
    void stopFramework() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }

    @Test
    @Timeout(value = LIMIT_MINUTES, unit = TimeUnit.MINUTES)
    void livesLeaveNothingBehind() throws Exception {
        // What the JVM, JNA and SCR start once and keep is there after the first rounds.
        for (int round = 0; round < WARM_UP; round++) {
            live(true);
        }
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        int descriptors = descriptors();
        loaders.clear();

        for (int round = 0; round < ROUNDS; round++) {
            live(round % TLS_EVERY == 0);
        }

        assertEquals(Set.of(), newSince(threads));
        int left = awaitDescriptors(descriptors);
        assertTrue(left <= descriptors, left + " descriptors, " + descriptors + " before");
        awaitFreedLoaders();
    }

    /** Installs, starts, uses, stops and uninstalls the bundles once. */
    private void live(boolean tls) throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : Installation.bundles()) {
            if (Installation.isOurs(jar)) {
                bundles.add(context.installBundle("reference:" + jar.toUri()));
            }
        }
        bundles.add(context.installBundle(tls ? EchoActivator.WITH_TLS : "user", user()));
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
                ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
                loaders.put(new WeakReference<>(loader, freed), bundle.getSymbolicName());
            }
        }
        Collections.reverse(bundles);
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.stop();
            }
            bundle.uninstall();
        }
        refresh();
    }

    /** Lets go of the uninstalled bundles, which the framework keeps while others are wired to them. */
    private void refresh() throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(null, event -> refreshed.countDown());
        refreshed.await();
    }

    /** A bundle with {@link EchoActivator}. */
    private static InputStream user() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, "user");
        main.putValue(Constants.BUNDLE_ACTIVATOR, EchoActivator.class.getName());
        main.putValue(
                Constants.IMPORT_PACKAGE,
                "org.osgi.framework,org.cqueues.kernel,org.cqueues.controller,org.cqueues.condition,org.cqueues.socket,org.cqueues.dns,"
                        + "org.cqueues.notify,org.cqueues.signal,org.cqueues.thread,org.cqueues.tls,javax.net.ssl");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Class<?> type : List.of(EchoActivator.class, Exchange.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new ZipEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(jar);
                }
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static Set<Thread> newSince(Set<Thread> before) throws InterruptedException {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeAll(before);
        for (Thread thread : threads) {
            // One that was told to end may still be on its way out.
            thread.join(TimeUnit.SECONDS.toMillis(5));
        }
        threads.removeIf(thread -> !thread.isAlive());
        return threads;
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    /** {@return how many descriptors are open when those that the JVM opens for a moment, such as files of the control group, are closed again} */
    private static int awaitDescriptors(int most) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        int open = descriptors();
        while (open > most && System.nanoTime() < deadline) {
            Thread.sleep(1);
            open = descriptors();
        }
        return open;
    }

    /** The last round's may still be on a stack or in a cache of the JVM. */
    private void awaitFreedLoaders() throws InterruptedException {
        int kept = loaders.size() / ROUNDS;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (loaders.size() > kept && System.nanoTime() < deadline) {
            System.gc();
            Reference<?> reference = freed.remove(100);
            while (reference != null) {
                loaders.remove(reference);
                reference = freed.poll();
            }
        }
        assertTrue(loaders.size() <= kept, () -> "class loaders are still reachable: " + countedByName());
    }

    private Map<String, Long> countedByName() {
        return loaders.values().stream().collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }
}
