package org.cqueues.dns.impl;

import java.util.List;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;

/**
 * What is known of the zone that a name is in: value.
 *
 * @param zone name of the zone; of an insecure one the uppermost name that is
 * @param keys what its records are signed with; empty if it is insecure
 * @param insecure why it needs no signatures; null if it does
 * @param until moment up to which this holds, of the clock that does not jump
 */
record ZoneTrust(Name zone, List<DNSKEYRecord> keys, String insecure, long until) {
    boolean isInsecure() {
        return insecure != null;
    }

    ZoneTrust until(long moment) {
        return moment - until < 0 ? new ZoneTrust(zone, keys, insecure, moment) : this;
    }
}
