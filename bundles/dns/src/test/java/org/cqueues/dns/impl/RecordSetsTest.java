package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Compression;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;

/** What of a packet is validated. */
class RecordSetsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private static RecordSets sets(List<ResourceRecord> records) throws BogusException {
        return RecordSets.of(new PacketFormat(1, 0x8180, records), Section.ANSWER);
    }

    private static List<ResourceRecord> texts(int count) {
        List<ResourceRecord> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(ResourceRecord.of("many.test.", RecordType.of("TXT"), 60, "\"" + i + "\""));
        }
        return texts;
    }

    /** Who puts a set together compares each of its records with all others. */
    @Test
    void setsHaveABound() throws BogusException {
        assertEquals(
                RecordSets.MOST,
                sets(texts(RecordSets.MOST)).sets().get(0).rrs(false).size());

        BogusException refused = assertThrows(BogusException.class, () -> sets(texts(RecordSets.MOST + 1)));
        assertTrue(refused.detail().contains("many.test. TXT: there are more than"), refused.detail());
    }

    /** RFC 4034, section 6.2: names in the data of newer types are signed with their capital letters. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTPS    | 1 Svc.Example. alpn=h2            | true",
                "SVCB     | 1 Svc.Example. port=53            | true",
                "TYPE45   | 10 3 2 Gateway.Example. AQNRU3mG7TVTO2BkR47usntb102uFJtu | true",
                "MX       | 10 Mail.Example.                  | false",
                "CNAME    | Host.Example.                     | false"
            })
    void namesInDataAreVerifiedAsTheyWereSigned(String type, String data, boolean verbatim) throws Exception {
        Name zone = Name.fromConstantString("test.");
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        DNSKEYRecord key = new DNSKEYRecord(zone, DClass.IN, 300, 257, 3, 15, pair.getPublic());
        ResourceRecord record = ResourceRecord.of("a.test.", RecordType.of(type), 60, data);
        Record read = RecordFormat.record(record);
        Record signed = verbatim ? new Opaque(read, record.rdata()) : read;
        RRSIGRecord signature =
                DNSSEC.sign(new RRset(signed), key, pair.getPrivate(), NOW.minusSeconds(60), NOW.plusSeconds(60));

        RRset found = sets(List.of(record, RecordFormat.record(Section.ANSWER, signature)))
                .sets()
                .get(0);

        assertEquals(signature, new Signatures(CLOCK, new Budget()).verify(found, zone, List.of(key)));
        assertEquals(List.of(record), RecordSets.records(Section.ANSWER, found));
    }

    /** Signs what it is given, whatever its type means. */
    private static final class Opaque extends Record {
        private static final long serialVersionUID = 1L;
        private final byte[] data;

        Opaque(Record like, byte[] data) {
            super(like.getName(), like.getType(), like.getDClass(), like.getTTL());
            this.data = data;
        }

        @Override
        protected void rrToWire(DNSOutput out, Compression compression, boolean canonical) {
            out.writeByteArray(data);
        }

        @Override
        protected String rrToString() {
            return "";
        }

        @Override
        protected void rrFromWire(DNSInput in) {}

        @Override
        protected void rdataFromString(Tokenizer text, Name origin) {}
    }
}
