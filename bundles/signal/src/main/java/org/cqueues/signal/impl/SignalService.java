package org.cqueues.signal.impl;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SignalCalls;
import org.cqueues.kernel.SignalCalls.Disposition;
import org.cqueues.kernel.SignalCalls.MaskChange;
import org.cqueues.signal.SignalListener;
import org.cqueues.signal.Signals;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Provider: the service as one user has it, whose listeners end with it. */
@Component(service = Signals.class, scope = ServiceScope.BUNDLE)
public final class SignalService implements Signals {
    private static final String CHILDREN = "SIGCHLD";

    private final Kernel kernel;
    private final Controllers controllers;
    private final MethodTable<SignalListener> methods;
    private final Set<HubListener> open = ConcurrentHashMap.newKeySet();
    private final Map<String, OurHandler> discarded = new HashMap<>(); // guarded by itself
    private volatile boolean closed;

    private static final class DiscardingHandler extends OurHandler {
        DiscardingHandler(String name) {
            super(name);
        }

        @Override
        void take(int signal) {}
    }

    /**
     * Opens the service for one bundle of a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @param home what all bundles share
     */
    @Activate
    public SignalService(@Reference Kernel kernel, @Reference Controllers controllers, @Reference SignalHome home) {
        this.kernel = kernel;
        this.controllers = controllers;
        this.methods = home.methods();
    }

    /**
     * Opens the service for a program without a framework.
     *
     * @param kernel the system to call
     * @param controllers whose coroutines wait
     * @return the service
     */
    public static Signals open(Kernel kernel, Controllers controllers) {
        return new SignalService(kernel, controllers, new SignalHome());
    }

    // Names.

    @Override
    public Map<String, Integer> numbers() {
        return kernel.signals().numbers();
    }

    @Override
    public int number(String name) {
        return kernel.signals().number(name);
    }

    @Override
    public Optional<String> name(int signal) {
        return kernel.signals().name(signal);
    }

    @Override
    public String strsignal(int signal) {
        return kernel.syscalls().strsignal(signal);
    }

    private String required(int signal) {
        return name(signal)
                .orElseThrow(() -> new IllegalArgumentException("there is no signal " + signal
                        + (kernel.signals()
                                .reservation(signal)
                                .map(why -> " for programs: " + why)
                                .orElse(" here"))));
    }

    private void requireAvailable(int signal, String purpose) {
        String name = required(signal);
        kernel.signals().reservation(signal).ifPresent(why -> {
            throw new IllegalArgumentException(name + " cannot be " + purpose + ": " + why);
        });
    }

    // Dispositions.

    @Override
    public void ignore(int... signals) throws IOException {
        for (int signal : signals) {
            if (required(signal).equals(CHILDREN)) {
                throw new IllegalArgumentException(
                        CHILDREN + " cannot be ignored: the JDK could not learn how its children ended");
            }
        }
        dispose("ignored", JvmSignals.IGNORE, Disposition.IGNORE, signals);
    }

    @Override
    public void setDefault(int... signals) throws IOException {
        dispose("given back to the system", JvmSignals.DEFAULT, Disposition.DEFAULT, signals);
    }

    /** Through the JVM where it knows the signal, so that it knows what has become of its handler. */
    private void dispose(String purpose, String handler, Disposition disposition, int... signals) throws IOException {
        requireFree(purpose, signals);
        for (int signal : signals) {
            String name = required(signal);
            if (JvmSignals.knows(name)) {
                OurHandler.replaceAll(name, JvmSignals.named(handler));
            }
            // The JVM leaves what was ignored when it started, and real-time signals it does not know.
            if (!JvmSignals.knows(name) || ThreadMasks.isIgnored(signal) != (disposition == Disposition.IGNORE)) {
                SignalHub.setDisposition(kernel, signal, name, disposition);
            }
        }
    }

    private void requireFree(String purpose, int... signals) {
        for (int signal : signals) {
            requireAvailable(signal, purpose);
            if (SignalHub.SHARED.handles(signal)) {
                throw new IllegalStateException(
                        required(signal) + " cannot be " + purpose + ": it has listeners, close them first");
            }
        }
    }

    @Override
    public void discard(int... signals) {
        requireFree("discarded", signals);
        for (int signal : signals) {
            if (!JvmSignals.knows(required(signal))) {
                throw new IllegalArgumentException(
                        required(signal) + " cannot be discarded: the JVM has no handler for it");
            }
        }
        synchronized (discarded) {
            for (int signal : signals) {
                String name = required(signal);
                OurHandler handler = new DiscardingHandler(name);
                handler.install(); // also if there is one: somebody may have replaced it meanwhile
                OurHandler old = discarded.put(name, handler);
                if (old != null) {
                    old.remove();
                }
            }
        }
    }

    private void restore() {
        synchronized (discarded) {
            discarded.values().forEach(OurHandler::remove);
            discarded.clear();
        }
    }

    // Masks.

    @Override
    public void block(int... signals) throws IOException {
        for (int signal : signals) {
            String name = required(signal);
            if ((kernel.signals().neverBlocked() & SignalCalls.bit(signal)) != 0) {
                throw new IllegalArgumentException(name + " cannot be blocked: "
                        + kernel.signals().reservation(signal).orElseThrow());
            }
        }
        change(MaskChange.BLOCK, signals);
    }

    @Override
    public void unblock(int... signals) throws IOException {
        for (int signal : signals) {
            required(signal);
        }
        change(MaskChange.UNBLOCK, signals);
    }

    @Override
    public Set<Integer> blocked() throws IOException {
        long mask = change(MaskChange.BLOCK);
        Set<Integer> blocked = new TreeSet<>();
        for (int signal = 1; signal <= Long.SIZE; signal++) {
            if ((mask & SignalCalls.bit(signal)) != 0) {
                blocked.add(signal);
            }
        }
        return Collections.unmodifiableSet(blocked);
    }

    /** {@return the set until now} */
    private long change(MaskChange how, int... signals) throws IOException {
        long set = 0;
        for (int signal : signals) {
            set |= SignalCalls.bit(signal);
        }
        long[] old = new long[1];
        int result = kernel.syscalls().pthread_sigmask(how, set, old);
        if (result < 0) {
            throw new ErrnoException(
                    kernel.errno(), -result, "pthread_sigmask", "for signals 0x" + Long.toHexString(set));
        }
        return old[0];
    }

    // Sending and taking.

    @Override
    public void raise(int... signals) throws IOException {
        for (int signal : signals) {
            String name = required(signal);
            if ((kernel.signals().neverBlocked() & SignalCalls.bit(signal)) != 0) {
                throw new IllegalArgumentException(name + " cannot be raised: "
                        + kernel.signals().reservation(signal).orElseThrow());
            }
        }
        int self = (int) ProcessHandle.current().pid();
        for (int signal : signals) {
            int result = kernel.syscalls().kill(self, signal);
            if (result < 0) {
                throw new ErrnoException(kernel.errno(), -result, "kill", required(signal));
            }
        }
    }

    @Override
    public SignalListener listen(int... signals) throws IOException {
        if (signals.length == 0) {
            throw new IllegalArgumentException("no signal to listen for");
        }
        for (int signal : signals) {
            requireAvailable(signal, "listened for");
        }
        requireOpen();
        HubListener listener = HubListener.open(kernel, controllers, methods, open::remove, signals);
        open.add(listener);
        if (closed) { // meanwhile; whoever closed the service may not have seen this one
            listener.plainClose();
            requireOpen();
        }
        return listener;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the signals are closed");
        }
    }

    @Override
    public Choice features(int signal) throws IOException {
        return SignalHub.choose(kernel, signal, required(signal));
    }

    @Override
    public Optional<String> type(Object object) {
        if (object instanceof HubListener listener) {
            return Optional.of(listener.isClosed() ? "closed signal listener" : "signal listener");
        }
        return object instanceof SignalListener ? Optional.of("signal listener") : Optional.empty();
    }

    @Override
    public Optional<Method<SignalListener>> interpose(String name, Method<SignalListener> method) {
        return methods.interpose(name, method);
    }

    @Override
    public Object call(SignalListener self, String name, Object... arguments) throws Exception {
        return methods.find(name).invoke(self, arguments);
    }

    @Override
    @Deactivate
    public void close() {
        closed = true;
        open.forEach(HubListener::plainClose);
        restore();
    }
}
