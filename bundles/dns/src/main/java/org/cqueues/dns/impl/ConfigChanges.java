package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Lookup;
import org.cqueues.dns.Settings.Status;
import org.cqueues.dns.Settings.Tcp;
import org.cqueues.kernel.SocketCalls.Family;

/**
 * What has been set of a configuration: worker. A change sets some settings, whatever they were before, and leaves the others: so it is done to two configurations that differ in every
 * setting, and what they have in common afterwards is what was set.
 */
final class ConfigChanges implements Changes<ConfigState> {
    private static final InetSocketAddress SERVER = Addresses.parse("192.0.2.1", 1);
    private static final InetSocketAddress OTHER_SERVER = Addresses.parse("192.0.2.2", 2);
    private static final Settings ONE = new Settings(
            List.of(SERVER),
            List.of("one."),
            List.of(Lookup.FILE),
            List.of(Family.INET),
            true,
            1,
            Duration.ofSeconds(1),
            1,
            true,
            true,
            true,
            Tcp.ENABLE,
            Optional.of(SERVER),
            true,
            List.of(),
            Set.of(),
            Map.of(SERVER, "one"));
    private static final Settings OTHER = new Settings(
            List.of(OTHER_SERVER),
            List.of("other."),
            List.of(Lookup.BIND),
            List.of(Family.INET6),
            false,
            2,
            Duration.ofSeconds(2),
            2,
            false,
            false,
            false,
            Tcp.ONLY,
            Optional.of(OTHER_SERVER),
            false,
            List.of(ConfigReader.anchor("other. DS 1 13 2 " + "00".repeat(32))),
            Set.of(Status.UNAVAIL),
            Map.of(OTHER_SERVER, "other"));

    private ConfigState one = new ConfigState(ONE, List.of());
    private ConfigState other = new ConfigState(OTHER, List.of());

    /**
     * Adds a change.
     *
     * @throws IllegalArgumentException if the change does; then nothing is added
     */
    void add(UnaryOperator<ConfigState> change) {
        ConfigState changed = change.apply(one);
        other = change.apply(other);
        one = changed;
    }

    private <V> V set(Settings before, Function<Settings, V> setting) {
        V value = setting.apply(one.settings());
        return value.equals(setting.apply(other.settings())) ? value : setting.apply(before);
    }

    @Override
    public ConfigState applied(ConfigState before) {
        Settings settings = applied(before.settings());
        boolean isOrderSet = one.settings().lookup().equals(other.settings().lookup());
        return isOrderSet && !one.sources().isEmpty()
                ? new ConfigState(settings, one.sources())
                : before.with(settings);
    }

    private Settings applied(Settings before) {
        return new Settings(
                set(before, Settings::nameserver),
                set(before, Settings::search),
                set(before, Settings::lookup),
                set(before, Settings::family),
                set(before, Settings::edns0),
                set(before, Settings::ndots),
                set(before, Settings::timeout),
                set(before, Settings::attempts),
                set(before, Settings::rotate),
                set(before, Settings::recurse),
                set(before, Settings::smart),
                set(before, Settings::tcp),
                set(before, Settings::local),
                set(before, Settings::dnssec),
                set(before, Settings::anchors),
                set(before, Settings::bindReturns),
                set(before, Settings::tls));
    }
}
