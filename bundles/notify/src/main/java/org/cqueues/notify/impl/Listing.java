package org.cqueues.notify.impl;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks into directories: facade over {@code java.nio.file}. Names are UTF-8, as those that the kernel tells, although the JDK takes those of the process's
 * locale: its URIs carry the bytes.
 */
final class Listing {
    private static final String ATTRIBUTES = "unix:isDirectory,ctime,lastModifiedTime";
    private static final boolean NATIVE_UTF_8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private Listing() {}

    /**
     * An entry as it is now.
     *
     * @param isFolder whether it is a directory, and no link to one
     * @param changedMillis moment of its last change, metadata included, since the epoch
     * @param modifiedMillis moment of the last change of its contents
     */
    record Entry(boolean isFolder, long changedMillis, long modifiedMillis) {}

    /** {@return every entry of a directory; one that goes meanwhile is left out} */
    static Map<String, Entry> entries(String directory) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path(directory))) {
            for (Path each : stream) {
                entry(each).ifPresent(entry -> entries.put(name(each), entry));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /** {@return whether there is an entry, be it a link that leads nowhere} */
    static boolean exists(String file) {
        return Files.exists(path(file), LinkOption.NOFOLLOW_LINKS);
    }

    /** {@return an entry; empty if there is none} */
    static Optional<Entry> find(String file) throws IOException {
        return entry(path(file));
    }

    private static Optional<Entry> entry(Path path) throws IOException {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Entry(
                    (Boolean) attributes.get("isDirectory"),
                    ((FileTime) attributes.get("ctime")).toMillis(),
                    ((FileTime) attributes.get("lastModifiedTime")).toMillis()));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** {@return an absolute path, of a path in UTF-8 that may be relative} */
    static String absolute(String path) {
        return path.startsWith("/") ? path : System.getProperty("user.dir") + "/" + path;
    }

    private static Path path(String absolute) {
        if (isPlain(absolute)) {
            return Path.of(absolute);
        }
        StringBuilder uri = new StringBuilder("file://");
        for (byte each : absolute.getBytes(StandardCharsets.UTF_8)) {
            if (each == '/' || each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z' || each >= '0' && each <= '9') {
                uri.append((char) each);
            } else {
                uri.append(String.format("%%%02X", each & 0xff));
            }
        }
        return Path.of(URI.create(uri.toString()));
    }

    private static String name(Path entry) {
        String name = entry.getFileName().toString();
        if (isPlain(name)) {
            return name;
        }
        String path = entry.toUri().getRawPath();
        String last = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return decoded(last.substring(last.lastIndexOf('/') + 1));
    }

    private static String decoded(String raw) {
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char each = raw.charAt(i);
            if (each == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw.substring(i + 1, i + 3), 16);
                i += 2;
            } else {
                bytes[length++] = (byte) each;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isPlain(String text) {
        return NATIVE_UTF_8 || text.chars().allMatch(each -> each < 0x80);
    }
}
