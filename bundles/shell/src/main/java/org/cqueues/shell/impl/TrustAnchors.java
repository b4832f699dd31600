package org.cqueues.shell.impl;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;

/** Reads a file of trust anchors: records of type DS or DNSKEY as in a zone file, one a line, such as unbound keeps. Pure. */
final class TrustAnchors {
    private TrustAnchors() {}

    static List<ResourceRecord> read(Path file) throws IOException {
        List<ResourceRecord> anchors = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                List<String> words =
                        List.of(line.replaceFirst("(?s);.*", "").trim().split("\\s+"));
                int type = Math.max(words.indexOf("DS"), words.indexOf("DNSKEY"));
                if (type > 0) {
                    String data = String.join(" ", words.subList(type + 1, words.size()));
                    anchors.add(ResourceRecord.of(words.get(0), RecordType.of(words.get(type)), 0, data));
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " cannot be read", e);
        } catch (IllegalArgumentException | MalformedInputException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        if (anchors.isEmpty()) {
            throw new IOException(file + " is no file of trust anchors: no line has a record of type DS or DNSKEY");
        }
        return anchors;
    }
}
