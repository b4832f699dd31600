package org.cqueues.signal.impl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * The JVM's own handlers: facade over {@code sun.misc.Signal}, the only way in Java to be told of a signal. By name, because a bundle's class loader need not
 * see {@code sun.misc}, and javac warns of it.
 */
final class JvmSignals {
    /** The handler that ignores, {@code SIG_IGN}. */
    static final String IGNORE = "SIG_IGN";

    /** The system's own, {@code SIG_DFL}. */
    static final String DEFAULT = "SIG_DFL";

    private JvmSignals() {}

    /** {@return a handler that tells the number of each signal, on a thread of the JVM's} */
    static Object telling(IntConsumer receiver) {
        try {
            Class<?> type = type("sun.misc.SignalHandler");
            // Its own loader, because ours need not see the type; so it outlives us only as long as it is installed.
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                return switch (method.getName()) {
                    case "handle" -> {
                        receiver.accept((Integer)
                                arguments[0].getClass().getMethod("getNumber").invoke(arguments[0]));
                        yield null;
                    }
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "cqueues signal handler";
                };
            });
        } catch (ReflectiveOperationException missing) {
            throw new UnsupportedOperationException("this JVM has no sun.misc.Signal", missing);
        }
    }

    /** {@return the handler of that name, {@link #IGNORE} or {@link #DEFAULT}} */
    static Object named(String name) {
        try {
            return type("sun.misc.SignalHandler").getField(name).get(null);
        } catch (ReflectiveOperationException missing) {
            throw new UnsupportedOperationException("this JVM has no sun.misc.Signal", missing);
        }
    }

    /**
     * Installs a handler.
     *
     * @param name such as {@code SIGHUP}
     * @return the handler until now
     * @throws UnsupportedOperationException if the JVM does not know the signal, or keeps it for itself, with the reason
     */
    static Object handle(String name, Object handler) {
        try {
            Class<?> type = type("sun.misc.Signal");
            Object signal = type.getConstructor(String.class).newInstance(name.substring("SIG".length()));
            return type.getMethod("handle", type, type("sun.misc.SignalHandler"))
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException refused) {
            Throwable cause = refused.getCause();
            throw new UnsupportedOperationException("the JVM's handler does not take it: " + cause.getMessage(), cause);
        } catch (ReflectiveOperationException missing) {
            throw new UnsupportedOperationException("this JVM has no sun.misc.Signal", missing);
        }
    }

    /** {@return whether a handler is the system's, which is no code that could be called} */
    static boolean isSystems(Object handler) {
        return handler == named(IGNORE) || handler == named(DEFAULT);
    }

    /** Calls a handler as the JVM would, on this thread. */
    static void call(Object handler, String name) {
        try {
            Class<?> type = type("sun.misc.Signal");
            Object signal = type.getConstructor(String.class).newInstance(name.substring("SIG".length()));
            type("sun.misc.SignalHandler").getMethod("handle", type).invoke(handler, signal);
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException("the handler of " + name + " failed", failed);
        }
    }

    /** {@return whether the JVM has a handler for a signal of that name} */
    static boolean knows(String name) {
        try {
            type("sun.misc.Signal").getConstructor(String.class).newInstance(name.substring("SIG".length()));
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, ClassLoader.getSystemClassLoader());
    }
}
