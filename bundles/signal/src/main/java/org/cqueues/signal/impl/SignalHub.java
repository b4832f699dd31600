package org.cqueues.signal.impl;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
     * @param previous the handler to put back; null where none was replaced
     * @param installed our handler; null where there is none
     */
    private record Source(Choice choice, Object previous, Object installed, List<HubListener> listeners) {}

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
        Object[] replaced = new Object[1];
        Object ours = JvmSignals.telling(taken -> {
            if (!deliver(taken)) {
                handOn(kernel, taken, name, replaced);
            }
        });
        boolean ignored = ThreadMasks.isIgnored(signal);
        Object previous = JvmSignals.handle(name, ours);
        if (ignored && ThreadMasks.isIgnored(signal)) {
            // As nohup and shells leave it, and then the JVM leaves it too. Whatever comes until the JVM takes it is
            // lost, as what came before was; the system's own handler would end the process.
            setDisposition(kernel, signal, name, Disposition.DISCARD);
            JvmSignals.handle(name, ours);
            previous = JvmSignals.named(JvmSignals.IGNORE);
        }
        replaced[0] = previous; // under the monitor, which whoever delivers takes
        return new Source(choice, previous, ours, new CopyOnWriteArrayList<>());
    }

    /**
     * Gives a signal that was on its way to us, when the last listener was closed, to whom it would have gone else.
     *
     * @param replaced the previous handler; emptied once the system had to be asked again, for ours may be called by whoever has kept it
     */
    private void handOn(Kernel kernel, int signal, String name, Object... replaced) {
        Object previous;
        boolean isSystems;
        synchronized (this) {
            previous = replaced[0];
            isSystems = previous != null && JvmSignals.isSystems(previous);
            if (isSystems) {
                replaced[0] = null;
            }
        }
        if (isSystems) {
            raise(kernel, signal);
        } else if (previous != null) {
            JvmSignals.call(previous, name); // without the monitor: it may end the JVM, and so close listeners
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
        return new Source(choice, null, null, new CopyOnWriteArrayList<>());
    }

    /** Ends what {@link #add} began. */
    void remove(int signal, String name, HubListener listener) {
        SignalReader unused;
        synchronized (this) {
            Source source = sources.get(signal);
            if (source == null
                    || !source.listeners().remove(listener)
                    || !source.listeners().isEmpty()) {
                return;
            }
            sources.remove(signal);
            unused = source.installed() == null ? unread(signal) : restored(name, source);
        }
        if (unused != null) {
            unused.end();
        }
    }

    private static SignalReader restored(String name, Source source) {
        Object current = JvmSignals.handle(name, source.previous());
        if (current != source.installed()) {
            JvmSignals.handle(name, current); // somebody has replaced ours meanwhile, and keeps his
        }
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
        return source != null && source.installed() != null;
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
