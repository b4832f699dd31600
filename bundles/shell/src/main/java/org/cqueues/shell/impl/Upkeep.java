package org.cqueues.shell.impl;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.PollResult;
import org.cqueues.signal.SignalListener;
import org.cqueues.signal.Signals;

/**
 * Worker: what concerns a server as a whole, for which one coroutine of its controller waits: changes of its files, signals that ask for those files or for
 * the end, and the end itself.
 */
final class Upkeep implements AutoCloseable {
    /** How long whoever changes files is given to finish that. */
    private static final Duration SETTLING = Duration.ofMillis(100);

    private static final double NEVER = Double.POSITIVE_INFINITY;
    private static final String RELOAD = "SIGHUP";
    private static final List<String> HEEDED = List.of(RELOAD, "SIGTERM", "SIGINT");

    private final Controllers controllers;
    private final Duration grace;
    private final List<Reloadable<?>> files = new ArrayList<>();
    private SignalListener signals; // null where they are none of the server's business
    private int reload;

    /** What a signal asks for. */
    private enum Request {
        NOTHING,
        RELOAD,
        END
    }

    /**
     * Begins without anything to heed.
     *
     * @param grace how long clients may take to end
     */
    Upkeep(Controllers controllers, Duration grace) {
        this.controllers = controllers;
        this.grace = grace;
    }

    /** Heeds {@code SIGHUP}, {@code SIGTERM} and {@code SIGINT} from now on; reports it where the JVM does not let them be had. */
    void heed(Signals source, Report report) throws IOException {
        reload = source.number(RELOAD);
        try {
            signals = source.listen(HEEDED.stream().mapToInt(source::number).toArray());
        } catch (UnsupportedOperationException e) {
            report.warn("signals are not heeded: " + e.getMessage());
        }
    }

    /** Has files read again when they change, or when {@code SIGHUP} comes. They are closed in the end. */
    void heed(Reloadable<?> settings) {
        files.add(settings);
    }

    /** Waits in one poll for whatever may come, and does what it asks for, until that is the end. */
    void awaitEnd() throws IOException {
        Set<Reloadable<?>> changing = new LinkedHashSet<>();
        while (true) {
            PollResult woken = changing.isEmpty() ? controllers.poll(all()) : controllers.poll(signals, SETTLING);
            Request request = request();
            if (request == Request.END) {
                return;
            }
            if (request == Request.RELOAD) {
                changing.addAll(files);
            }
            if (request == Request.RELOAD || woken.timedOut()) {
                changing.forEach(Reloadable::reload);
                changing.clear();
            } else {
                files.stream().filter(Reloadable::hasChanged).forEach(changing::add);
            }
        }
    }

    /** {@return whatever may come, to be polled for ever} */
    private Object[] all() {
        List<Object> all = new ArrayList<>();
        all.add(signals);
        files.forEach(each -> all.addAll(each.changes()));
        all.add(NEVER);
        return all.toArray();
    }

    /**
     * Waits until clients have ended, or the time for that is over, or another signal wants to wait no longer.
     *
     * @param clients of which each removes itself at its end
     * @return whether all have ended
     */
    boolean awaitAll(Set<Coroutine> clients) throws IOException {
        long begin = System.nanoTime();
        while (!clients.isEmpty()) {
            Coroutine any = clients.iterator().next();
            PollResult woken = controllers.poll(any, signals, grace.minusNanos(System.nanoTime() - begin));
            if (woken.timedOut() || request() == Request.END) {
                return clients.isEmpty();
            }
        }
        return true;
    }

    /** {@return the most that the signals that have come ask for} */
    private Request request() throws IOException {
        Request request = Request.NOTHING;
        if (signals != null) {
            for (OptionalInt each = next(); each.isPresent(); each = next()) {
                if (each.getAsInt() != reload) {
                    return Request.END;
                }
                request = Request.RELOAD;
            }
        }
        return request;
    }

    private OptionalInt next() throws IOException {
        return signals.await(Duration.ZERO);
    }

    /** Puts the signals back as they were, and lets the files be. */
    @Override
    public void close() {
        files.forEach(Reloadable::close);
        if (signals != null) {
            signals.close();
        }
    }
}
