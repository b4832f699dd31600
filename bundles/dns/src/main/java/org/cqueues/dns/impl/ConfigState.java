package org.cqueues.dns.impl;

import java.util.List;
import org.cqueues.dns.Settings;

/**
 * What a configuration has: value.
 *
 * @param settings the settings
 * @param sources words of the line {@code hosts} of nsswitch.conf that the lookup comes from, criteria among them; empty if it does not
 */
record ConfigState(Settings settings, List<String> sources) {
    ConfigState with(Settings changed) {
        boolean same = changed.lookup().equals(settings.lookup())
                && changed.bindReturns().equals(settings.bindReturns());
        return new ConfigState(changed, same ? sources : List.of());
    }
}
