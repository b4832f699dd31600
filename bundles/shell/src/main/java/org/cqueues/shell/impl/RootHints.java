package org.cqueues.shell.impl;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Hints;

/** Reads a file of hints: one that {@link Hints} has written, or the addresses of the root servers as a zone file, such as IANA publishes. Pure. */
final class RootHints {
    private static final int MOST = 1 << 20;

    private RootHints() {}

    static Hints read(Dns dns, Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(MOST + 1);
            byte[] content = in.readNBytes(MOST + 1);
            if (content.length > MOST) {
                throw new IOException(file + " is no file of hints: it has more than " + MOST + " bytes");
            }
            in.reset();
            String text = new String(content, StandardCharsets.ISO_8859_1);
            return text.startsWith("ZONE")
                    ? dns.hints().loadfile(in)
                    : zone(dns, file, text.lines().toList());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Hints zone(Dns dns, Path file, List<String> lines) throws IOException {
        Hints hints = dns.hints();
        for (String line : lines) {
            List<String> words = List.of(line.replaceFirst("(?s);.*", "").trim().split("\\s+"));
            int type = Math.max(words.indexOf("A"), words.indexOf("AAAA"));
            if (type > 0 && type == words.size() - 2) {
                hints.insert(".", words.get(type + 1));
            }
        }
        if (hints.grep(".").isEmpty()) {
            throw new IOException(file + " is no file of hints: no line has an address of a root server");
        }
        return hints;
    }
}
