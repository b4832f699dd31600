package org.cqueues.dns.impl;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;

/**
 * Denial by NSEC: RFC 4035, section 5.4.
 *
 * @param zone the zone
 * @param records what its keys have signed
 */
record NsecDenial(Name zone, List<NSECRecord> records) implements Denial {
    private Optional<NSECRecord> at(Name name) {
        return records.stream().filter(nsec -> nsec.getName().equals(name)).findFirst();
    }

    private static Types types(NSECRecord nsec) {
        return new Types(nsec.getTypes());
    }

    private Optional<NSECRecord> around(Name name) {
        return records.stream().filter(nsec -> covers(nsec, name)).findFirst();
    }

    /** The last one leads back to the zone's own name. */
    private boolean covers(NSECRecord nsec, Name name) {
        Name owner = nsec.getName();
        boolean away = name.subdomain(owner) && Denial.leadsAway(types(nsec));
        boolean isLast = nsec.getNext().equals(zone);
        return !away
                && nsec.getNext().subdomain(zone)
                && owner.compareTo(name) < 0
                && (isLast || name.compareTo(nsec.getNext()) < 0);
    }

    /** A name without records exists if there is one below it. */
    private static boolean leadsBelow(NSECRecord nsec, Name name) {
        return nsec.getNext().subdomain(name);
    }

    /** {@return the closest name above one that exists} */
    private static Name encloser(NSECRecord nsec, Name name) {
        int labels = Math.max(common(name, nsec.getName()), common(name, nsec.getNext()));
        return Denial.last(name, labels);
    }

    private static int common(Name one, Name other) {
        int labels = Math.min(one.labels(), other.labels());
        while (!Denial.last(one, labels).equals(Denial.last(other, labels))) {
            labels--;
        }
        return labels;
    }

    @Override
    public Proof noName(Name name) {
        Optional<NSECRecord> around = around(name).filter(nsec -> !leadsBelow(nsec, name));
        boolean proven = around.map(nsec -> Denial.wildcard(encloser(nsec, name)))
                .filter(wildcard -> around(wildcard).isPresent())
                .isPresent();
        return proven ? Proof.SECURE : Proof.NONE;
    }

    @Override
    public Proof noType(Name name, int type) {
        Optional<NSECRecord> at = at(name);
        if (at.isPresent()) {
            return Denial.lacks(types(at.get()), type, name) ? Proof.SECURE : Proof.NONE;
        }
        Optional<NSECRecord> around = around(name);
        boolean proven = around.isPresent()
                && (leadsBelow(around.get(), name)
                        || at(Denial.wildcard(encloser(around.get(), name)))
                                .filter(wildcard -> Denial.lacks(types(wildcard), type, name))
                                .isPresent());
        return proven ? Proof.SECURE : Proof.NONE;
    }

    @Override
    public Proof noCloser(Name name, Name encloser) {
        boolean proven = around(name)
                .filter(nsec -> !leadsBelow(nsec, name) && encloser(nsec, name).equals(encloser))
                .isPresent();
        return proven ? Proof.SECURE : Proof.NONE;
    }

    @Override
    public Cut cut(Name name) {
        Optional<NSECRecord> at = at(name);
        if (at.isPresent()) {
            return Denial.cut(types(at.get()));
        }
        return around(name)
                .map(nsec -> leadsBelow(nsec, name) ? Cut.NONE : Cut.NOTHING)
                .orElse(Cut.UNKNOWN);
    }
}
