package org.cqueues.dns;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.cqueues.kernel.Kernel;

/** The real kernel with a clock that jumps ahead when a test says so: waits that have begun go on, but whoever looks at the clock finds that it is late. */
final class JumpingClock {
    private final AtomicLong ahead = new AtomicLong();

    void jump(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    Kernel of(Kernel real) {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (self, method, arguments) -> {
                    if (method.getName().equals("monotonicNanos")) {
                        return real.monotonicNanos() + ahead.get();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
