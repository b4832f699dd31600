package org.cqueues.tls;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingLibraryTest {
    /** The class path of the tests without some of it. */
    private static URL[] without(String name) throws Exception {
        String[] all = System.getProperty("java.class.path").split(File.pathSeparator);
        String[] rest = Arrays.stream(all)
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(name))
                .toArray(String[]::new);
        URL[] urls = new URL[rest.length];
        for (int i = 0; i < rest.length; i++) {
            urls[i] = Path.of(rest[i]).toUri().toURL();
        }
        return urls;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bc", "bcprov", "bcutil", "bcpkix", "bctls"})
    void missingLibraryIsTold(String name) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(without(name), ClassLoader.getPlatformClassLoader())) {
            Method open = loader.loadClass(TlsContexts.class.getName()).getMethod("open");

            Throwable failure = assertThrows(InvocationTargetException.class, () -> open.invoke(null))
                    .getCause();

            assertInstanceOf(IllegalStateException.class, failure);
            assertTrue(failure.getMessage().contains("org.bouncycastle."), failure.getMessage());
        }
    }
}
