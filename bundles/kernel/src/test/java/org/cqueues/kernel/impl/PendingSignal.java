package org.cqueues.kernel.impl;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.lang.reflect.Proxy;
import org.cqueues.kernel.Block;
import org.cqueues.kernel.Kernel;

/** A signal that is blocked in this thread and pending for it, with a handler that does nothing; until closed, on the same thread. */
public final class PendingSignal implements AutoCloseable {
    private static final int SIGUSR1 = 10;
    private static final int SIG_SETMASK = 2;

    static {
        Native.register(PendingSignal.class, NativeLibrary.getProcess());
    }

    private final Libc libc;
    private final Block masks;

    /** Blocks the signal and raises it. */
    public PendingSignal(Kernel kernel) throws ReflectiveOperationException {
        handle();
        Binding binding = NativeKernel.of(kernel).nativeBinding();
        libc = binding.open();
        masks = binding.allocate(2 * SignalMask.SIZE);
        libc.sigaddset(masks.address(), SIGUSR1);
        libc.pthread_sigmask(Platform.SIG_BLOCK, masks.address(), masks.address() + SignalMask.SIZE);
        raise(SIGUSR1);
    }

    /** Sends a signal to the calling thread. */
    static native int raise(int signal);

    /** The JVM's own way, reflectively because javac warns of it. */
    private static void handle() throws ReflectiveOperationException {
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Class<?> signal = Class.forName("sun.misc.Signal");
        Object nothing = Proxy.newProxyInstance(
                PendingSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> null);
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("USR1"), nothing);
    }

    /** {@return the signal's number} */
    public int number() {
        return SIGUSR1;
    }

    @Override
    public void close() {
        libc.pthread_sigmask(SIG_SETMASK, masks.address() + SignalMask.SIZE, 0);
        libc.release();
    }
}
