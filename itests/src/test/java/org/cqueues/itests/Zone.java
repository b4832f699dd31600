package org.cqueues.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A zone of a name server, in a file of its own: value.
 *
 * @param name its name, with a dot at its end
 * @param file what a server reads
 * @param keys what its parent says of its keys, if it is signed: DS records
 * @param anchor its key, if it is signed: a DNSKEY record
 */
record Zone(String name, Path file, List<String> keys, String anchor) {
    /** What is done to a zone after it is written. */
    enum Signing {
        NONE,
        NSEC,
        NSEC3,
        /** NSEC3 that leaves out delegations to zones without signatures. */
        OPT_OUT,
        /** With an address that is changed afterwards. */
        BOGUS,
        /** Long ago, and no more valid. */
        EXPIRED
    }

    private static final String START =
            "$TTL 300\n@ SOA ns.leaf.test. hostmaster.leaf.test. 2026 7200 3600 1209600 60\n";

    /** Of the address that is changed where a zone is bogus. */
    static final String GENUINE = "192.0.2.1";

    private static final String FORGED = "192.0.2.66";

    /** Writes a zone, whose start of authority is there, and signs it. */
    static Zone write(Path work, String name, Signing signing, List<String> records) throws Exception {
        String label = name.equals(".") ? "root" : name.replaceFirst("\\.$", "");
        Path plain = Files.writeString(
                work.resolve(label + ".zone"),
                "$ORIGIN " + name + "\n" + START + String.join("\n", records) + "\n",
                StandardOpenOption.CREATE_NEW);
        if (signing == Signing.NONE) {
            return new Zone(name, plain, List.of(), "");
        }
        String key = Peer.run(work, "ldns-keygen", "-r", "/dev/urandom", "-a", "ECDSAP256SHA256", "-k", name)
                .trim();
        Path signed = work.resolve(label + ".signed");
        List<String> command = new ArrayList<>(List.of("ldns-signzone", "-f", signed.toString()));
        command.addAll(
                switch (signing) {
                    case NSEC3 -> List.of("-n", "-s", "abcd", "-t", "1");
                    case OPT_OUT -> List.of("-n", "-p", "-s", "abcd", "-t", "1");
                    case EXPIRED -> List.of("-i", "20200101000000", "-e", "20200201000000");
                    default -> List.of();
                });
        command.addAll(List.of(plain.toString(), key));
        Peer.run(work, command.toArray(String[]::new));
        if (signing == Signing.BOGUS) {
            Files.writeString(signed, Files.readString(signed).replace("\t" + GENUINE + "\n", "\t" + FORGED + "\n"));
        }
        return new Zone(name, signed, lines(work, key + ".ds"), String.join("\n", lines(work, key + ".key")));
    }

    private static List<String> lines(Path work, String file) throws IOException {
        try (Stream<String> lines = Files.lines(work.resolve(file))) {
            return lines.map(line -> line.replaceFirst(";.*", "")).toList();
        }
    }
}
