package org.cqueues.dns.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.impl.Unplugged;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Has Jazzer look for inputs that break the readers, each for {@code -Dcqueues.fuzz.seconds} (5), in a JVM of its own. {@code build/fuzz} does so for longer. Inputs that were found once lie
 * beside the seeds in {@code src/test/resources/fuzz}.
 */
@Tag("once")
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("cqueues.fuzz.seconds", 5);

    /** Of what is tried by chance, so that a build tries the same each time; 0 for another one each time. */
    private static final int SEED = Integer.getInteger("cqueues.fuzz.seed", 1);

    private static final String ONLY = System.getProperty("cqueues.fuzz.target", "");

    /** Data of each type, as text. */
    private static final Map<RecordType, String> DATA = Map.ofEntries(
            Map.entry(RecordType.A, "192.0.2.1"),
            Map.entry(RecordType.AAAA, "2001:db8::1"),
            Map.entry(RecordType.NS, "ns.a.test."),
            Map.entry(RecordType.CNAME, "b.test."),
            Map.entry(RecordType.SOA, "ns.a.test. hostmaster.a.test. 1 2 3 4 5"),
            Map.entry(RecordType.PTR, "a.test."),
            Map.entry(RecordType.MX, "10 mail.a.test."),
            Map.entry(RecordType.TXT, "\"one\" \"two \\\" \\000\""),
            Map.entry(RecordType.SRV, "1 2 3 a.test."),
            Map.entry(RecordType.SSHFP, "1 1 0123456789abcdef0123456789abcdef01234567"),
            Map.entry(RecordType.SPF, "\"v=spf1 -all\""),
            Map.entry(RecordType.CAA, "0 issue \"ca.test\""),
            Map.entry(RecordType.DS, "1 8 2 " + "ab".repeat(32)),
            Map.entry(RecordType.DNSKEY, "257 3 13 " + "AAAA".repeat(21) + "AA=="),
            Map.entry(RecordType.NSEC, "b.a.test. A NS SOA RRSIG NSEC"),
            Map.entry(RecordType.TLSA, "3 1 1 " + "cd".repeat(32)),
            Map.entry(RecordType.HTTPS, "1 . alpn=h2,h3 port=443 ipv4hint=192.0.2.1"),
            Map.entry(RecordType.NAPTR, "1 2 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b.test!\" ."),
            Map.entry(RecordType.DNAME, "b.test."));

    static Stream<Class<?>> targets() {
        return Stream.<Class<?>>of(
                        PacketTarget.class,
                        RecordTarget.class,
                        ResolvTarget.class,
                        NsswitchTarget.class,
                        HostsTarget.class)
                .filter(target -> ONLY.isEmpty() || name(target).equals(ONLY));
    }

    private static String name(Class<?> target) {
        return target.getSimpleName().replace("Target", "").toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void nothingBreaksTheReader(Class<?> target, @TempDir Path work) throws Exception {
        Path seeds = Files.createDirectory(work.resolve("seeds"));
        copySeeds(name(target), seeds);
        if (target == PacketTarget.class) {
            writePackets(seeds);
        } else if (target == RecordTarget.class) {
            writeRecords(seeds);
        }
        Path log = work.resolve("log");
        int status = fuzz(target, work, seeds, log);
        String said = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertEquals(0, status, said);
        assertTrue(said.contains("Done "), said); // libFuzzer's last line: how many runs it was
    }

    private static int fuzz(Class<?> target, Path work, Path seeds, Path log) throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(work.resolve("corpus"));
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classes,
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=org.cqueues.dns.**:org.xbill.DNS.**",
                        "--reproducer_path=" + work,
                        "-artifact_prefix=" + work + "/",
                        "-max_total_time=" + SECONDS,
                        "-seed=" + SEED,
                        "-timeout=10",
                        "-rss_limit_mb=4096",
                        corpus.toString(),
                        seeds.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return jazzer.waitFor();
        } finally {
            jazzer.destroyForcibly();
        }
    }

    private static void copySeeds(String name, Path seeds) throws IOException, URISyntaxException {
        URL folder = FuzzTest.class.getResource("/fuzz/" + name);
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.list(Path.of(folder.toURI()))) {
            for (Path seed : all.toList()) {
                Files.copy(seed, seeds.resolve(seed.getFileName()));
            }
        }
    }

    private static void writePackets(Path seeds) throws IOException {
        Dns dns = Unplugged.dns();
        Packet all = dns.packet().push("a.test.", RecordType.ALL, RecordClass.IN);
        for (RecordType type : DATA.keySet()) {
            ResourceRecord record = ResourceRecord.of("a.test.", type, 60, DATA.get(type));
            all.push(record);
            Packet one = dns.packet().push("a.test.", type, RecordClass.IN).push(record);
            Files.write(seeds.resolve(type.toString()), one.dump());
        }
        Files.write(seeds.resolve("all"), all.dump());
    }

    private static void writeRecords(Path seeds) throws IOException {
        for (RecordType type : DATA.keySet()) {
            byte[] data = ResourceRecord.of("a.test.", type, 60, DATA.get(type)).rdata();
            Files.write(seeds.resolve(type + "-wire"), typed(type, data));
            Files.write(
                    seeds.resolve(type + "-text"), typed(type, DATA.get(type).getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static byte[] typed(RecordType type, byte[] data) {
        byte[] typed = new byte[data.length + 2];
        typed[0] = (byte) (type.number() >> 8);
        typed[1] = (byte) type.number();
        System.arraycopy(data, 0, typed, 2, data.length);
        return typed;
    }
}
