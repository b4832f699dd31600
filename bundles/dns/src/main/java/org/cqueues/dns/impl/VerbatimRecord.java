package org.cqueues.dns.impl;

import java.util.Set;
import org.cqueues.dns.ResourceRecord;
import org.xbill.DNS.Compression;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/** A record whose data is signed as it is, with capital letters of names in it: value. RFC 4034, section 6.2, and RFC 6840, section 5.1, list the types of which that is not so. */
final class VerbatimRecord extends Record {
    private static final long serialVersionUID = 1L;

    /** Those of which dnsjava would make the letters small although they are not in the list. */
    private static final Set<Integer> TYPES = Set.of(Type.SVCB, Type.HTTPS, Type.HIP, Type.IPSECKEY);

    private final byte[] data;

    private VerbatimRecord(Name name, int type, int dclass, long ttl, byte[] data) {
        super(name, type, dclass, ttl);
        this.data = data;
    }

    /** {@return a record in dnsjava's form, so that what is signed of it is what was signed} */
    static Record of(ResourceRecord record) {
        Record read = RecordFormat.record(record);
        return TYPES.contains(read.getType())
                ? new VerbatimRecord(read.getName(), read.getType(), read.getDClass(), read.getTTL(), record.rdata())
                : read;
    }

    @Override
    protected void rrToWire(DNSOutput out, Compression compression, boolean canonical) {
        out.writeByteArray(data);
    }

    @Override
    protected String rrToString() {
        return unknownToString(data);
    }

    @Override
    protected void rrFromWire(DNSInput in) {
        throw new IllegalStateException("its data is given to it");
    }

    @Override
    protected void rdataFromString(Tokenizer text, Name origin) {
        throw new IllegalStateException("its data is given to it");
    }
}
