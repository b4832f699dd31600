package org.cqueues.tls.impl;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cqueues.tls.Pem;
import org.cqueues.tls.PemException;

/**
 * Value: one block of a PEM text.
 *
 * @param pem the whole text
 * @param line of {@code -----BEGIN}, from 1
 * @param type label, such as {@code CERTIFICATE}
 * @param text the block with its first and last line
 * @param content what is encoded in it
 */
record PemBlock(Pem pem, int line, String type, String text, byte[] content) {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([^-]+)-----\\s*");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

    /** Finds the blocks. What is outside of them is skipped, as OpenSSL puts readable text there. */
    static List<PemBlock> all(Pem pem) throws PemException {
        String[] lines = pem.text().split("\\r\\n|\\r|\\n", -1);
        List<PemBlock> blocks = new ArrayList<>();
        int at = 0;
        while (at < lines.length) {
            Matcher begin = BEGIN.matcher(lines[at]);
            if (begin.matches()) {
                int end = end(pem, lines, at, begin.group(1));
                blocks.add(block(pem, lines, at, end, begin.group(1)));
                at = end;
            }
            at++;
        }
        return blocks;
    }

    private static int end(Pem pem, String[] lines, int begin, String type) throws PemException {
        String end = "-----END " + type + "-----";
        for (int at = begin + 1; at < lines.length; at++) {
            if (lines[at].strip().equals(end)) {
                return at;
            }
            if (lines[at].startsWith("-----")) {
                throw new PemException(pem, at + 1, "expected " + end + ", not " + lines[at].strip(), null);
            }
        }
        throw new PemException(pem, begin + 1, "there is no " + end, null);
    }

    private static PemBlock block(Pem pem, String[] lines, int begin, int end, String type) throws PemException {
        StringBuilder base64 = new StringBuilder();
        for (int at = afterHeaders(lines, begin + 1, end); at < end; at++) {
            String line = lines[at].strip();
            if (!BASE64.matcher(line).matches()) {
                throw new PemException(pem, at + 1, "expected base64 of a " + type, null);
            }
            base64.append(line);
        }
        try {
            byte[] content = Base64.getDecoder().decode(base64.toString());
            String text = String.join("\n", List.of(lines).subList(begin, end + 1)) + "\n";
            return new PemBlock(pem, begin + 1, type, text, content);
        } catch (IllegalArgumentException e) {
            throw new PemException(pem, begin + 1, "the base64 of this " + type + " is not whole", e);
        }
    }

    /** Headers, as in {@code Proc-Type: 4,ENCRYPTED}, end with an empty line. RFC 1421, section 4.4. */
    private static int afterHeaders(String[] lines, int from, int end) {
        if (from == end || lines[from].indexOf(':') < 0) {
            return from;
        }
        int at = from;
        while (at < end && !lines[at].isBlank()) {
            at++;
        }
        return at;
    }

    PemException failure(String problem, Throwable cause) {
        return new PemException(pem, line, problem, cause);
    }
}
