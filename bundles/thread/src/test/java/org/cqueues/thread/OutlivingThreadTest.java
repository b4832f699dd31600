package org.cqueues.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Sockets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that goes on after its bundle was uninstalled, when no class of the bundle can be loaded any more. It failed at its end: {@code Joined} was missing. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class OutlivingThreadTest {
    /** Loads this bundle's classes, until it is uninstalled. */
    private static final class BundleLoader extends ClassLoader {
        private volatile boolean uninstalled;

        BundleLoader() {
            super(OutlivingThreadTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.cqueues.thread.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (uninstalled || in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itEndsInOrder(boolean completes) throws Exception {
        BundleLoader bundle = new BundleLoader();
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] thread = new Thread[1];
        ThreadFactory factory = task -> {
            thread[0] = new Thread(task);
            thread[0].setUncaughtExceptionHandler((self, thrown) -> failure.set(thrown));
            return thread[0];
        };
        Class<?> bodyType = bundle.loadClass(ThreadBody.class.getName());
        Object body = Proxy.newProxyInstance(bundle, new Class<?>[] {bodyType}, (self, method, arguments) -> {
            over.await();
            if (!completes) {
                throw new IOException("as wanted");
            }
            return null;
        });
        try (Kernel kernel = Kernel.open();
                Controllers controllers = Controllers.open(kernel);
                Sockets sockets = Sockets.open(kernel, controllers)) {
            Class<?> type = bundle.loadClass(Threads.class.getName());
            Object threads = type.getMethod("open", Kernel.class, Controllers.class, Sockets.class)
                    .invoke(null, kernel, controllers, sockets);
            Method start = type.getMethod("start", ThreadFactory.class, bodyType, Object[].class);
            Object started = start.invoke(threads, factory, body, new Object[0]);
            bundle.uninstalled = true;
            over.countDown();
            thread[0].join();

            assertNull(failure.get());
            Object handle = started.getClass().getMethod("thread").invoke(started);
            assertEquals(
                    true,
                    bundle.loadClass(ThreadHandle.class.getName())
                            .getMethod("hasEnded")
                            .invoke(handle));
        }
    }
}
