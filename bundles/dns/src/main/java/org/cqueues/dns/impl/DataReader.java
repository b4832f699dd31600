package org.cqueues.dns.impl;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.cqueues.dns.Rdata;
import org.cqueues.dns.RecordType;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.HTTPSRecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SPFRecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SSHFPRecord;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.SVCBRecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.utils.base32;

/** Reads the members of dnsjava's records. Pure. */
final class DataReader {
    private static final HexFormat HEX = HexFormat.of();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final Map<Class<? extends Record>, Function<Record, Rdata>> READERS = Map.ofEntries(
            reader(ARecord.class, record -> new Rdata.A((Inet4Address) record.getAddress())),
            reader(AAAARecord.class, DataReader::aaaa),
            reader(NSRecord.class, record -> new Rdata.Ns(record.getTarget().toString())),
            reader(
                    CNAMERecord.class,
                    record -> new Rdata.Cname(record.getTarget().toString())),
            reader(PTRRecord.class, record -> new Rdata.Ptr(record.getTarget().toString())),
            reader(
                    DNAMERecord.class,
                    record -> new Rdata.Dname(record.getTarget().toString())),
            reader(SOARecord.class, DataReader::soa),
            reader(
                    MXRecord.class,
                    record -> new Rdata.Mx(
                            record.getPriority(), record.getTarget().toString())),
            reader(TXTRecord.class, record -> new Rdata.Txt(strings(record.getStringsAsByteArrays()))),
            reader(SPFRecord.class, record -> new Rdata.Spf(strings(record.getStringsAsByteArrays()))),
            reader(
                    SRVRecord.class,
                    record -> new Rdata.Srv(
                            record.getPriority(),
                            record.getWeight(),
                            record.getPort(),
                            record.getTarget().toString())),
            reader(OPTRecord.class, DataReader::opt),
            reader(
                    SSHFPRecord.class,
                    record -> new Rdata.Sshfp(
                            record.getAlgorithm(), record.getDigestType(), HEX.formatHex(record.getFingerPrint()))),
            reader(
                    CAARecord.class,
                    record -> new Rdata.Caa(record.getFlags(), record.getTag(), latin(record.getValueAsByteArray()))),
            reader(
                    DSRecord.class,
                    record -> new Rdata.Ds(
                            record.getFootprint(),
                            record.getAlgorithm(),
                            record.getDigestID(),
                            HEX.formatHex(record.getDigest()))),
            reader(
                    DNSKEYRecord.class,
                    record -> new Rdata.Dnskey(
                            record.getFlags(),
                            record.getProtocol(),
                            record.getAlgorithm(),
                            BASE64.encodeToString(orEmpty(record.getKey())))),
            reader(RRSIGRecord.class, DataReader::rrsig),
            reader(NSECRecord.class, record -> new Rdata.Nsec(record.getNext().toString(), types(record.getTypes()))),
            reader(NSEC3Record.class, DataReader::nsec3),
            reader(
                    TLSARecord.class,
                    record -> new Rdata.Tlsa(
                            record.getCertificateUsage(),
                            record.getSelector(),
                            record.getMatchingType(),
                            HEX.formatHex(record.getCertificateAssociationData()))),
            reader(
                    SVCBRecord.class,
                    record -> new Rdata.Svcb(
                            record.getSvcPriority(), record.getTargetName().toString(), params(record))),
            reader(
                    HTTPSRecord.class,
                    record -> new Rdata.Https(
                            record.getSvcPriority(), record.getTargetName().toString(), params(record))),
            reader(NAPTRRecord.class, DataReader::naptr));

    private static final Map<Integer, String> PARAMETERS = Map.of(
            0,
            "mandatory",
            1,
            "alpn",
            2,
            "no-default-alpn",
            3,
            "port",
            4,
            "ipv4hint",
            5,
            "ech",
            6,
            "ipv6hint",
            7,
            "dohpath");

    private DataReader() {}

    private static <R extends Record> Map.Entry<Class<? extends Record>, Function<Record, Rdata>> reader(
            Class<R> type, Function<R, Rdata> reader) {
        return Map.entry(type, record -> reader.apply(type.cast(record)));
    }

    /** {@return the members; of what is not known here, the data as it is} */
    static Rdata read(Record record) {
        Function<Record, Rdata> reader = READERS.get(record.getClass());
        if (reader != null) {
            return reader.apply(record);
        }
        byte[] wire = record.rdataToWireCanonical();
        return wire.length == 0 ? new Rdata.None() : new Rdata.Unknown(latin(wire));
    }

    private static Rdata aaaa(AAAARecord record) {
        try {
            // By this way a mapped IPv4 address stays what it is in the record.
            return new Rdata.Aaaa(Inet6Address.getByAddress(
                    null,
                    record.getAddress().getAddress().length == 16
                            ? record.getAddress().getAddress()
                            : mapped(record.getAddress().getAddress()),
                    -1));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv6 address has 16 bytes", e);
        }
    }

    private static byte[] mapped(byte[] v4) {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        System.arraycopy(v4, 0, bytes, 12, 4);
        return bytes;
    }

    private static Rdata soa(SOARecord record) {
        return new Rdata.Soa(
                record.getHost().toString(),
                record.getAdmin().toString(),
                record.getSerial(),
                record.getRefresh(),
                record.getRetry(),
                record.getExpire(),
                record.getMinimum());
    }

    private static Rdata opt(OPTRecord record) {
        byte[] options = record.rdataToWireCanonical();
        boolean dnssec = (record.getFlags() & 0x8000) != 0;
        return new Rdata.Opt(
                record.getExtendedRcode(), record.getVersion(), record.getPayloadSize(), dnssec, latin(options));
    }

    private static Rdata rrsig(RRSIGRecord record) {
        return new Rdata.Rrsig(
                new RecordType(record.getTypeCovered()),
                record.getAlgorithm(),
                record.getLabels(),
                record.getOrigTTL(),
                record.getExpire(),
                record.getTimeSigned(),
                record.getFootprint(),
                record.getSigner().toString(),
                BASE64.encodeToString(orEmpty(record.getSignature())));
    }

    private static Rdata nsec3(NSEC3Record record) {
        byte[] salt = record.getSalt();
        base32 hash = new base32(base32.Alphabet.BASE32HEX, false, true);
        return new Rdata.Nsec3(
                record.getHashAlgorithm(),
                record.getFlags(),
                record.getIterations(),
                salt == null ? "" : HEX.formatHex(salt),
                hash.toString(record.getNext()),
                types(record.getTypes()));
    }

    private static Rdata naptr(NAPTRRecord record) {
        return new Rdata.Naptr(
                record.getOrder(),
                record.getPreference(),
                record.getFlags(),
                latin(record.getServiceAsByteArray()),
                latin(record.getRegexpAsByteArray()),
                record.getReplacement().toString());
    }

    private static Map<String, String> params(SVCBBase record) {
        Map<String, String> params = new LinkedHashMap<>();
        Set<Integer> keys = record.getSvcParamKeys();
        keys.stream()
                .sorted()
                .forEach(key -> params.put(
                        PARAMETERS.getOrDefault(key, "key" + key),
                        record.getSvcParamValue(key).toString()));
        return params;
    }

    private static List<RecordType> types(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(RecordType::new).toList();
    }

    private static List<String> strings(List<byte[]> strings) {
        return strings.stream().map(DataReader::latin).toList();
    }

    /** dnsjava has null for no bytes. */
    private static byte[] orEmpty(byte[] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
