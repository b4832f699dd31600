package org.cqueues.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Value: text with certificates or keys, as OpenSSL writes them, and where it is from.
 *
 * @param source name for messages, such as that of the file
 * @param text the blocks, each from {@code -----BEGIN} to {@code -----END}; what is between them is skipped
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
public record Pem(String source, String text) {
    /**
     * Requires both.
     *
     * @param source name for messages
     * @param text the blocks
     */
    public Pem {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(text, "text");
    }

    /**
     * {@return what is in a file}
     *
     * @param file text file
     * @throws IOException if it cannot be read
     */
    public static Pem read(Path file) throws IOException {
        return new Pem(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }

    /** {@return the source alone, because the text may hold a key} */
    @Override
    public String toString() {
        return source;
    }
}
