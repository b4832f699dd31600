package org.cqueues.inetaddress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.cqueues.kernel.SocketCalls.Family;

/** Facade: answers the JDK's questions with {@link Hosts}, which are opened with the first, or else with the JDK's own resolver. Any thread. */
final class HostsResolver implements InetAddressResolver {
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 16;

    private final InetAddressResolver builtin;
    private final Supplier<String> localHostName;
    private final ReentrantLock opening = new ReentrantLock(); // no monitor, which would pin a virtual thread
    private volatile boolean settled; // written while opening
    private Hosts hosts; // written while opening; null: not opened, or not to be

    HostsResolver(InetAddressResolver builtin, Supplier<String> localHostName) {
        this.builtin = builtin;
        this.localHostName = localHostName;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
        Hosts own = own();
        if (own == null) {
            return builtin.lookupByName(host, policy);
        }
        try {
            return own.addresses(host, families(policy.characteristics(), own.order())).stream();
        } catch (UnknownHostException e) {
            if (host.equalsIgnoreCase(localHostName.get())) { // which the system knows without any configuration
                return builtin.lookupByName(host, policy);
            }
            throw e;
        }
    }

    /** {@return the families that are wanted, in the order that is wanted} */
    static List<Family> families(int policy, List<Family> usual) {
        boolean four = (policy & LookupPolicy.IPV4) != 0;
        boolean six = (policy & LookupPolicy.IPV6) != 0;
        if (!four || !six) {
            return List.of(six ? Family.INET6 : Family.INET);
        }
        if ((policy & LookupPolicy.IPV4_FIRST) != 0) {
            return List.of(Family.INET, Family.INET6);
        }
        return (policy & LookupPolicy.IPV6_FIRST) != 0 ? List.of(Family.INET6, Family.INET) : usual;
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        if (address.length != IPV4_ADDRESS && address.length != IPV6_ADDRESS) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
        }
        Hosts own = own();
        return own == null ? builtin.lookupByAddress(address) : own.name(address);
    }

    /** {@return what answers; null for the JDK's own resolver, as while this is being opened, and for threads that work for it} */
    private Hosts own() {
        if (!settled && !opening.isHeldByCurrentThread()) {
            opening.lock();
            try {
                if (!settled) {
                    settle();
                }
            } finally {
                opening.unlock();
            }
        }
        return settled && hosts != null && !hosts.isOwnThread() ? hosts : null;
    }

    private void settle() {
        Throwable failure = null;
        try {
            hosts = Hosts.open();
        } catch (IOException | RuntimeException | LinkageError e) {
            failure = e;
        }
        settled = true;
        if (failure != null) { // told last, because a logger may look up a host itself
            System.getLogger(HostsResolver.class.getName())
                    .log(System.Logger.Level.WARNING, "hosts are looked up by the JDK: " + failure);
        }
    }
}
