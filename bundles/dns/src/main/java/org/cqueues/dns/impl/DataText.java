package org.cqueues.dns.impl;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;

/** Writes the data of records as text. Pure. */
final class DataText {
    private static final int CHUNK = 256;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private DataText() {}

    /** {@return the data of a record on its own: what has no text of its own is as it is, each byte one character} */
    static String alone(ResourceRecord record) {
        Rdata data = record.data();
        if (data instanceof Rdata.Spf spf) {
            return spf.data();
        }
        return data instanceof Rdata.Unknown unknown ? unknown.rdata() : inPacket(record);
    }

    /** {@return the data of a record in the text of a packet: what has no text of its own has every byte escaped} */
    static String inPacket(ResourceRecord record) {
        Rdata data = record.data();
        if (data instanceof Rdata.None) {
            return "";
        }
        if (data instanceof Rdata.Unknown || data instanceof Rdata.Opt) {
            return escaped(record.rdata());
        }
        String text = ofGuide(data);
        return text != null ? text : ofLater(data);
    }

    /** Of the types that the guide names; null of others. */
    private static String ofGuide(Rdata data) {
        if (data instanceof Rdata.A a) {
            return Addresses.text(a.addr());
        } else if (data instanceof Rdata.Aaaa aaaa) {
            return Addresses.text(aaaa.addr());
        } else if (data instanceof Rdata.Ns ns) {
            return ns.host();
        } else if (data instanceof Rdata.Cname cname) {
            return cname.host();
        } else if (data instanceof Rdata.Ptr ptr) {
            return ptr.host();
        } else if (data instanceof Rdata.Soa soa) {
            return join(
                    soa.mname(), soa.rname(), soa.serial(), soa.refresh(), soa.retry(), soa.expire(), soa.minimum());
        } else if (data instanceof Rdata.Mx mx) {
            return join(mx.preference(), mx.host());
        } else if (data instanceof Rdata.Srv srv) {
            return join(srv.priority(), srv.weight(), srv.port(), srv.target());
        } else if (data instanceof Rdata.Txt txt) {
            return chunks(txt.data());
        } else if (data instanceof Rdata.Spf spf) {
            return chunks(spf.data());
        } else if (data instanceof Rdata.Sshfp sshfp) {
            boolean known = sshfp.type() == Rdata.Sshfp.SHA1 || sshfp.type() == Rdata.Sshfp.SHA256;
            return join(sshfp.algo(), sshfp.type(), known ? sshfp.digest() : "0");
        }
        return null;
    }

    /** Of the types that came later, as their RFCs have it. */
    private static String ofLater(Rdata data) {
        if (data instanceof Rdata.Dname dname) {
            return dname.target();
        } else if (data instanceof Rdata.Caa caa) {
            return join(caa.flags(), caa.tag(), quoted(caa.value()));
        } else if (data instanceof Rdata.Ds ds) {
            return join(ds.keyTag(), ds.algorithm(), ds.digestType(), ds.digest());
        } else if (data instanceof Rdata.Dnskey key) {
            return join(key.flags(), key.protocol(), key.algorithm(), key.publicKey());
        } else if (data instanceof Rdata.Rrsig sig) {
            return join(sig.typeCovered(), sig.algorithm(), sig.labels(), sig.originalTtl(), time(sig.expiration()))
                    + ' '
                    + join(time(sig.inception()), sig.keyTag(), sig.signer(), sig.signature());
        } else if (data instanceof Rdata.Nsec nsec) {
            return nsec.nextDomain() + types(nsec.types());
        } else if (data instanceof Rdata.Nsec3 nsec3) {
            String salt = nsec3.salt().isEmpty() ? "-" : nsec3.salt();
            return join(nsec3.hashAlgorithm(), nsec3.flags(), nsec3.iterations(), salt, nsec3.nextHashedOwner())
                    + types(nsec3.types());
        } else if (data instanceof Rdata.Tlsa tlsa) {
            return join(tlsa.usage(), tlsa.selector(), tlsa.matchingType(), tlsa.data());
        } else if (data instanceof Rdata.Svcb svcb) {
            return join(svcb.priority(), svcb.target()) + params(svcb.params());
        } else if (data instanceof Rdata.Https https) {
            return join(https.priority(), https.target()) + params(https.params());
        } else if (data instanceof Rdata.Naptr naptr) {
            return join(naptr.order(), naptr.preference(), quoted(naptr.flags()), quoted(naptr.services()))
                    + ' '
                    + join(quoted(naptr.regexp()), naptr.replacement());
        }
        throw new IllegalStateException("no text of " + data);
    }

    private static String join(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            text.append(text.length() == 0 ? "" : " ").append(part);
        }
        return text.toString();
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String types(List<RecordType> types) {
        return types.stream()
                .map(type -> ' ' + type.name().orElse("TYPE" + type.number()))
                .collect(Collectors.joining());
    }

    private static String params(Map<String, String> params) {
        return params.entrySet().stream()
                .map(param -> ' ' + param.getKey() + (param.getValue().isEmpty() ? "" : '=' + param.getValue()))
                .collect(Collectors.joining());
    }

    /** The strings that a text was made of are not told apart. */
    private static String chunks(String data) {
        StringBuilder text = new StringBuilder(quoted(data.substring(0, Math.min(CHUNK, data.length()))));
        for (int begin = CHUNK; begin < data.length(); begin += CHUNK) {
            text.append(' ').append(quoted(data.substring(begin, Math.min(begin + CHUNK, data.length()))));
        }
        return text.toString();
    }

    private static String quoted(String data) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : data.getBytes(StandardCharsets.ISO_8859_1)) {
            if (b < ' ' || b > '~' || b == '"' || b == '\\') {
                appendEscaped(text, b);
            } else {
                text.append((char) b);
            }
        }
        return text.append('"').toString();
    }

    private static String escaped(byte[] data) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : data) {
            appendEscaped(text, b);
        }
        return text.append('"').toString();
    }

    private static void appendEscaped(StringBuilder text, byte b) {
        int value = b & 255;
        text.append('\\').append(value / 100).append(value / 10 % 10).append(value % 10);
    }
}
