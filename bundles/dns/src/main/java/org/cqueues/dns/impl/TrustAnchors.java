package org.cqueues.dns.impl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Which keys are trusted without a proof: value.
 *
 * @param zones zones with the digests of their keys; the root is always among them
 */
record TrustAnchors(Map<Name, List<DSRecord>> zones) {
    /** KSK-2017 and KSK-2024, as of <a href="https://data.iana.org/root-anchors/root-anchors.xml">IANA</a>. */
    private static final List<ResourceRecord> ROOT = List.of(
            ds("20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"),
            ds("38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16"));

    private static ResourceRecord ds(String data) {
        return ResourceRecord.of(".", RecordType.DS, 0, data);
    }

    /** {@return some records of type DS or DNSKEY as anchors; those of the root are built in, and replaced if there is one} */
    static TrustAnchors of(List<ResourceRecord> own) {
        Map<Name, List<DSRecord>> zones = new HashMap<>();
        own.forEach(record -> add(zones, record));
        if (!zones.containsKey(Name.root)) {
            ROOT.forEach(record -> add(zones, record));
        }
        return new TrustAnchors(Map.copyOf(zones));
    }

    private static void add(Map<Name, List<DSRecord>> zones, ResourceRecord anchor) {
        Record record = RecordFormat.record(anchor);
        DSRecord digest = record instanceof DNSKEYRecord key
                ? new DSRecord(key.getName(), key.getDClass(), 0, DNSSEC.Digest.SHA256, key)
                : (DSRecord) record;
        zones.computeIfAbsent(record.getName(), ignored -> new ArrayList<>()).add(digest);
    }

    /** {@return the closest zone to a name that has an anchor} */
    Name closest(Name name) {
        Name zone = name;
        while (!zones.containsKey(zone)) {
            zone = new Name(zone, 1);
        }
        return zone;
    }
}
