package org.cqueues.dns.impl;

import java.util.Arrays;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Type;

/** What records of a zone prove that something is not there: worker of one thread. Names are in the zone. */
interface Denial {
    Name ASTERISK = Name.fromConstantString("*");

    /** Whether something is proven. */
    enum Proof {
        /** It is not. */
        NONE,
        /** It is, but for delegations to zones without signatures, or by means that count for little. */
        INSECURE,
        /** It is. */
        SECURE
    }

    /** What is proven of a delegation. */
    enum Cut {
        /** Nothing. */
        UNKNOWN,
        /** There is none at the name. */
        NONE,
        /** There is neither the name nor anything below it. */
        NOTHING,
        /** There may be one, to a zone without signatures. */
        INSECURE
    }

    /** {@return whether a name does not exist, nor a wildcard that would stand for it} */
    Proof noName(Name name);

    /** {@return whether a name, or the wildcard that stands for it, has no records of a type} */
    Proof noType(Name name, int type);

    /** {@return whether there is nothing between a name and the one above it that a wildcard hangs from} */
    Proof noCloser(Name name, Name encloser);

    /** {@return what is proven of the delegation of a name below the zone} */
    Cut cut(Name name);

    /**
     * What a name has.
     *
     * @param all numbers of types
     */
    record Types(int... all) {
        boolean has(int type) {
            return Arrays.stream(all).anyMatch(one -> one == type);
        }

        /** Whether there is nothing but what denies the rest. */
        boolean isNothing() {
            return Arrays.stream(all).allMatch(one -> one == Type.RRSIG || one == Type.NSEC);
        }
    }

    /** Whether the types of a name speak against one: RFC 4035 section 5.4, RFC 6840 section 4. */
    static boolean lacks(Types types, int type, Name name) {
        if (type == Type.ANY) {
            return types.isNothing();
        }
        boolean delegation = isDelegation(types);
        boolean wrongSide = type == Type.DS ? types.has(Type.SOA) && !name.equals(Name.root) : delegation;
        return !wrongSide && !types.has(type) && !types.has(Type.CNAME);
    }

    static boolean isDelegation(Types types) {
        return types.has(Type.NS) && !types.has(Type.SOA);
    }

    /** Whether names below may be another's matter. */
    static boolean leadsAway(Types types) {
        return isDelegation(types) || types.has(Type.DNAME);
    }

    /** {@return what the types of a name prove of its delegation} */
    static Cut cut(Types types) {
        if (types.has(Type.SOA) || types.has(Type.DS)) {
            return Cut.UNKNOWN;
        }
        return types.has(Type.NS) ? Cut.INSECURE : Cut.NONE;
    }

    static Proof better(Proof one, Proof other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** {@return a name without its first labels, so that some are left, the root among them} */
    static Name last(Name name, int labels) {
        return new Name(name, name.labels() - labels);
    }

    /** {@return the wildcard that hangs from a name, which is above another one} */
    static Name wildcard(Name encloser) {
        try {
            return Name.concatenate(ASTERISK, encloser);
        } catch (NameTooLongException e) {
            throw new IllegalStateException("no label is shorter than the asterisk", e);
        }
    }
}
