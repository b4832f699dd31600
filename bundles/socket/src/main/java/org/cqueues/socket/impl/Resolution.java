package org.cqueues.socket.impl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;

/** Worker: the lookup of one host, whose answers it keeps until they are taken. Any thread. */
final class Resolution implements NameLookup.Answers {
    private final String host;
    private final Bell bell;
    private final Set<Family> pending; // guarded by this
    private final List<InetAddress> found = new ArrayList<>(); // not taken yet; guarded by this
    private final List<IOException> reasons = new ArrayList<>(); // guarded by this
    private NameLookup.Lookup lookup; // null: not begun, or over; guarded by this

    /**
     * Begins a lookup.
     *
     * @param bell rung for each answer
     */
    static Resolution begin(NameLookup service, String host, Family family, Bell bell) {
        Resolution resolution = new Resolution(host, family, bell);
        try {
            resolution.begun(service.begin(host, family, resolution));
        } catch (RuntimeException e) {
            resolution.failed(Family.UNSPEC, new IOException("the lookup of " + host + " threw", e));
        }
        return resolution;
    }

    private Resolution(String host, Family family, Bell bell) {
        this.host = host;
        this.bell = bell;
        this.pending = family == Family.UNSPEC ? EnumSet.of(Family.INET, Family.INET6) : EnumSet.of(family);
    }

    private synchronized void begun(NameLookup.Lookup begun) {
        lookup = begun;
    }

    @Override
    public void found(Family family, List<InetAddress> addresses) {
        List<InetAddress> copy = List.copyOf(addresses);
        synchronized (this) {
            if (!settle(family)) {
                return;
            }
            found.addAll(copy);
        }
        bell.ring();
    }

    @Override
    public void failed(Family family, IOException reason) {
        synchronized (this) {
            if (!settle(family)) {
                return;
            }
            reasons.add(reason);
        }
        bell.ring();
    }

    private boolean settle(Family family) {
        if (family != Family.UNSPEC) {
            return pending.remove(family);
        }
        boolean open = !pending.isEmpty();
        pending.clear();
        return open;
    }

    /**
     * What a lookup has brought, all as of one moment: answers come at any time.
     *
     * @param addresses found since the last look
     * @param complete whether no more will come
     * @param awaitsInet6 whether the answer about IPv6 is still to come
     */
    record News(List<InetAddress> addresses, boolean complete, boolean awaitsInet6) {}

    /** {@return the news since the last call} */
    synchronized News take() {
        News news = new News(List.copyOf(found), pending.isEmpty(), pending.contains(Family.INET6));
        found.clear();
        return news;
    }

    /** {@return why there is nothing of a family, or of both} */
    synchronized List<IOException> reasons() {
        return List.copyOf(reasons);
    }

    /** {@return why there is no address} */
    UnknownHostException failure() {
        List<IOException> causes = reasons();
        String reason = causes.isEmpty() ? "it has no address of the family that is wanted" : text(causes.get(0));
        UnknownHostException failure =
                new UnknownHostException(reason.startsWith(host + ": ") ? reason : host + ": " + reason);
        if (!causes.isEmpty()) {
            failure.initCause(causes.get(0));
            causes.stream().skip(1).forEach(failure::addSuppressed);
        }
        return failure;
    }

    private static String text(IOException reason) {
        return reason.getMessage() == null ? reason.toString() : reason.getMessage();
    }

    /** The rest is not needed any more. Idempotent. */
    void cancel() {
        NameLookup.Lookup ending;
        synchronized (this) {
            pending.clear();
            ending = lookup;
            lookup = null;
        }
        if (ending != null) {
            ending.cancel();
        }
    }
}
