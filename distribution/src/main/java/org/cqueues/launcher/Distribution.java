package org.cqueues.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** A framework with the bundles of the folder {@code bundles}. Its cache is a folder of its own, so that any number of them run side by side. */
final class Distribution implements AutoCloseable {
    private static final String COMMAND_LINE = "(org.cqueues.shell=commandline)";
    private static final long STOP_MILLIS = 10_000;

    private final Path home;
    private Path cache; // guarded by this
    private Framework framework; // guarded by this
    private boolean closed; // guarded by this

    Distribution(Path home) {
        this.home = home;
    }

    /** Starts the framework and every bundle; one that was closed by a signal in between stays closed. */
    synchronized void start() throws StartException {
        if (closed) {
            return;
        }
        try {
            cache = Files.createTempDirectory("cqueues-");
            // JNA unpacks its library where it goes with the rest, instead of into the user's home.
            System.setProperty("jna.tmpdir", cache.toString());
            framework = new FrameworkFactory().newFramework(settings());
            framework.init();
            List<Bundle> bundles = install(framework.getBundleContext());
            framework.start();
            for (Bundle bundle : bundles) {
                start(bundle);
            }
        } catch (BundleException | IOException e) {
            throw new StartException("the framework does not start", e);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put("felix.log.level", "1");
        // The command line asks the component runtime why something failed and says it in one line; its log would print
        // the stack traces.
        settings.put("ds.loglevel", "0");
        return settings;
    }

    /** Fragments before anything resolves: an attached one cannot be added to a host that has. */
    private List<Bundle> install(BundleContext context) throws BundleException, IOException {
        List<Bundle> startable = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("bundles"))) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                Bundle bundle = context.installBundle("reference:" + jar.toUri());
                if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                    startable.add(bundle);
                }
            }
        }
        return startable;
    }

    private static void start(Bundle bundle) throws StartException {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            throw new StartException("bundle " + bundle.getSymbolicName() + " does not start", e);
        }
    }

    /** Runs the command line, a service of the shell that speaks in types of the JDK. Returns its exit status. */
    int run(List<String> arguments) throws StartException {
        return commandLine().applyAsInt(arguments);
    }

    /** Components are registered while their bundle starts: what is not there by now will not come. */
    @SuppressWarnings("unchecked")
    private synchronized ToIntFunction<List<String>> commandLine() throws StartException {
        if (closed) {
            throw new StartException("interrupted", null);
        }
        BundleContext context = framework.getBundleContext();
        try {
            for (ServiceReference<?> reference : context.getServiceReferences(ToIntFunction.class, COMMAND_LINE)) {
                Object service = context.getService(reference);
                if (service != null) {
                    return (ToIntFunction<List<String>>) service;
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        throw new StartException("the command line does not start", null);
    }

    /** Stops the bundles in order, then removes the cache. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (framework != null) {
                framework.stop();
                framework.waitForStop(STOP_MILLIS);
            }
            delete(cache);
        } catch (BundleException | InterruptedException | IOException e) {
            System.err.println("cqueues: " + new StartException("the framework does not stop", e).getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Distribution::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
