package org.cqueues.inetaddress;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/** Provider: what the JDK finds by its name in {@code META-INF/services}, once, at the first lookup of a host. */
public final class HostsProvider extends InetAddressResolverProvider {
    /** For the JDK. */
    public HostsProvider() {}

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new HostsResolver(configuration.builtinResolver(), configuration::lookupLocalHostName);
    }

    @Override
    public String name() {
        return "org.cqueues";
    }
}
