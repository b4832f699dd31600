package org.cqueues.socket.impl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cqueues.controller.Pollable;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.SocketOptions;

/** Worker: binds to a host by its name: to the first of its addresses that can be bound, those of IPv4 first, as in the original. */
final class NamedListener extends NamedApproach {
    private final List<InetAddress> addresses = new ArrayList<>();

    NamedListener(SocketContext context, Connection connection, SocketOptions options) {
        super(context, connection, options);
    }

    @Override
    State advance() {
        Resolution.News news = resolution().take();
        addresses.addAll(news.addresses());
        if (!news.complete()) {
            return State.UNDER_WAY;
        }
        addresses.sort(Comparator.comparing(SystemLookup::familyOf));
        for (InetAddress address : addresses) {
            SocketName name = SocketName.of(new InetSocketAddress(address, port()));
            try {
                established(name, dialer().listen(name));
                return State.DONE;
            } catch (ErrnoException e) {
                fail(name, e.code(), e.call());
            }
        }
        return State.FAILED;
    }

    @Override
    List<? extends Pollable> underWay() {
        return List.of();
    }

    @Override
    long nextNanos() {
        return Long.MAX_VALUE;
    }
}
