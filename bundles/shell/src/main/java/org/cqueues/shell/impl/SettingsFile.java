package org.cqueues.shell.impl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a text file by which a server is told something; what is wrong with it is told with its name and the line. */
final class SettingsFile {
    private static final int LARGEST = 1 << 16;

    private SettingsFile() {}

    /** How lines are understood. */
    interface Format<T> {
        /**
         * {@return what they say}
         *
         * @throws SettingsException if that is not what was expected
         */
        T parse(List<String> lines) throws SettingsException;
    }

    /**
     * {@return what a file says}
     *
     * @throws IOException if it cannot be read, or says what was not expected
     */
    static <T> T read(Path path, Format<T> format) throws IOException {
        try {
            return format.parse(lines(path));
        } catch (SettingsException e) {
            throw e.in(path.toString());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + path, e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + " cannot be read", e);
        }
    }

    private static List<String> lines(Path path) throws IOException {
        Reloadable.requirePlain(path);
        byte[] bytes;
        try (var in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new IOException(path + " has more than " + LARGEST + " bytes");
        }
        List<String> lines = new ArrayList<>();
        for (String line :
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList()) {
            lines.add(decoded(line, lines.size() + 1));
        }
        return lines;
    }

    private static String decoded(String line, int number) throws SettingsException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new SettingsException(number, "text in UTF-8", line);
        }
    }
}
