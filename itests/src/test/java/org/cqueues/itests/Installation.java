package org.cqueues.itests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The distribution that the build has unpacked, whose bundles every test here runs. */
final class Installation {
    static final Path HOME = Path.of(System.getProperty("org.cqueues.distribution"));
    static final String FRAGMENT = "org.cqueues.kernel.linux-epoll.jar";

    private Installation() {}

    /** Every bundle, in the order in which the launcher starts them. */
    static List<Path> bundles() {
        try (Stream<Path> files = Files.list(HOME.resolve("bundles"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a bundle is one of this project. */
    static boolean isOurs(Path jar) {
        return name(jar).startsWith("org.cqueues.");
    }

    /** A container with every bundle except those named, and with further options. */
    static Option[] containerWithout(List<String> names, Option... further) {
        List<Option> options = new ArrayList<>(List.of(further));
        options.add(junitBundles());
        for (Path jar : bundles()) {
            if (!names.contains(name(jar))) {
                String url = jar.toUri().toString();
                options.add(name(jar).equals(FRAGMENT) ? bundle(url).noStart() : bundle(url));
            }
        }
        return options.toArray(new Option[0]);
    }

    private static String name(Path jar) {
        return jar.getFileName().toString();
    }
}
