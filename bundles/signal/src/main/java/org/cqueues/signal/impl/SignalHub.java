package org.cqueues.signal.impl;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.SignalCalls;
import org.cqueues.kernel.SignalCalls.Disposition;

/**
 * Hands each signal to everybody who listens for it: worker. There is one, because a process has one set of signals: two descriptors for the same signal would
 * each get every other one, and two handlers would replace each other.
 */
final class SignalHub {
    static final SignalHub SHARED = new SignalHub();

    private static final String HANDLER = "handler";
    private static final String NONE = "none";

    private final Map<Integer, Source> sources = new HashMap<>(); // guarded by this
    private SignalReader reader; // guarded by this; null while no signal is read
    private long read; // guarded by this: the set of those that are read

    private SignalHub() {}

    /**
     * How one signal is taken.
     *
     * @param choice the way, and why not the other
     * @param handler ours; null where there is none
     */
    private record Source(Choice choice, OurHandler handler, List<HubListener> listeners) {}

    /** {@return how a signal would be taken now} */
    static Choice choose(Kernel kernel, int signal, String name) throws IOException {
        Optional<String> reason = kernel.signals().reservation(signal);
        if (reason.isPresent()) {
            return new Choice(NONE, reason.get(), Map.of());
        }
        Choice descriptors = kernel.signalDescriptors();
        Optional<String> open =
                descriptors.name().equals(NONE) ? Optional.of(descriptors.toString()) : ThreadMasks.notBlocked(signal);
        if (open.isEmpty()) {
            return new Choice(
                    descriptors.name(),
                    "it is blocked in every thread",
                    Map.of(HANDLER, "no handler is called for what is blocked"));
        }
        Map<String, String> rejected = new LinkedHashMap<>();
        String descriptor = descriptors.name().equals(NONE) ? "a descriptor" : descriptors.name();
        rejected.put(descriptor, open.get());
        if (JvmSignals.knows(name)) {
            return new Choice(HANDLER, "the JVM's own handler takes it", rejected);
        }
        rejected.put(HANDLER, "the JVM has none for it");
        return new Choice(NONE, "there is no way to take it", rejected);
    }

    /**
     * Begins to hand a signal to a listener.
     *
     * @return how it is taken
     * @throws UnsupportedOperationException if there is no way to take it, with the reasons
     */
    synchronized Choice add(Kernel kernel, int signal, String name, HubListener listener) throws IOException {
        Source source = sources.get(signal);
        if (source == null) {
            Choice choice = choose(kernel, signal, name);
            source = switch (choice.name()) {
                case NONE -> throw new UnsupportedOperationException(name + " cannot be listened for: " + choice);
                case HANDLER -> install(kernel, signal, name, choice);
                default -> read(kernel, signal, choice);
            };
            source.listeners().add(listener);
            sources.put(signal, source);
        } else {
            source.listeners().add(listener);
        }
        return source.choice();
    }

    private Source install(Kernel kernel, int signal, String name, Choice choice) throws IOException {
        OurHandler handler = new ListenersHandler(kernel, name);
        boolean ignored = ThreadMasks.isIgnored(signal);
        handler.install();
        try {
            if (ignored && ThreadMasks.isIgnored(signal)) {
                // As nohup and shells leave it, and then the JVM leaves it too. Whatever comes until the JVM takes it
                // is
                // lost, as what came before was; the system's own handler would end the process.
                setDisposition(kernel, signal, name, Disposition.DISCARD);
                handler.installAgain(JvmSignals.named(JvmSignals.IGNORE));
            }
        } catch (IOException | RuntimeException e) {
            handler.remove();
            throw e;
        }
        return new Source(choice, handler, new CopyOnWriteArrayList<>());
    }

    /** Gives a signal to the listeners; one that was on its way when the last was closed, to whom it would have gone else. */
    private final class ListenersHandler extends OurHandler {
        private final Kernel kernel;
        private final String name;
        private final AtomicBoolean sentAgain = new AtomicBoolean(); // once: this may be called by whoever has kept it

        ListenersHandler(Kernel kernel, String name) {
            super(name);
            this.kernel = kernel;
            this.name = name;
        }

        @Override
        void take(int signal) {
            if (!deliver(signal)) {
                handOn(signal);
            }
        }

        private void handOn(int signal) {
            Object previous = previous();
            if (!JvmSignals.isSystems(previous)) {
                JvmSignals.call(previous, name); // without the monitor: it may end the JVM, and so close listeners
            } else if (sentAgain.compareAndSet(false, true)) {
                raise(kernel, signal);
            }
        }
    }

    private static void raise(Kernel kernel, int signal) {
        kernel.syscalls().kill((int) ProcessHandle.current().pid(), signal); // which nobody refuses to oneself
    }

    static void setDisposition(Kernel kernel, int signal, String name, Disposition disposition) throws ErrnoException {
        int result = kernel.syscalls().signal(signal, disposition);
        if (result < 0) {
            throw new ErrnoException(kernel.errno(), -result, "signal", name);
        }
    }

    private Source read(Kernel kernel, int signal, Choice choice) throws ErrnoException {
        long set = read | SignalCalls.bit(signal);
        if (reader == null) {
            reader = SignalReader.start(kernel, set, taken -> {
                if (!deliver(taken)) {
                    raise(kernel, taken); // it stays pending for the next listener, as if it had not been read
                }
            });
        } else {
            reader.signals(set);
        }
        read = set;
        return new Source(choice, null, new CopyOnWriteArrayList<>());
    }

    /** Ends what {@link #add} began. */
    void remove(int signal, HubListener listener) {
        SignalReader unused;
        synchronized (this) {
            Source source = sources.get(signal);
            if (source == null
                    || !source.listeners().remove(listener)
                    || !source.listeners().isEmpty()) {
                return;
            }
            sources.remove(signal);
            unused = source.handler() == null ? unread(signal) : removed(source.handler());
        }
        if (unused != null) {
            unused.end();
        }
    }

    private static SignalReader removed(OurHandler handler) {
        handler.remove();
        return null;
    }

    /** {@return the reader, if it has nothing to read any more} */
    private SignalReader unread(int signal) {
        read &= ~SignalCalls.bit(signal);
        SignalReader old = reader;
        if (read == 0) {
            reader = null;
            return old;
        }
        try {
            old.signals(read);
        } catch (ErrnoException impossible) {
            throw new IllegalStateException(impossible); // it only changes a descriptor that is open
        }
        return null;
    }

    /** {@return whether a handler of ours takes the signal now} */
    synchronized boolean handles(int signal) {
        Source source = sources.get(signal);
        return source != null && source.handler() != null;
    }

    /** {@return whether anybody listens for the signal, and was handed it} */
    private boolean deliver(int signal) {
        Source source;
        synchronized (this) {
            source = sources.get(signal);
        }
        boolean taken = false;
        if (source != null) {
            for (HubListener listener : source.listeners()) {
                taken |= listener.deliver(signal);
            }
        }
        return taken;
    }
}
