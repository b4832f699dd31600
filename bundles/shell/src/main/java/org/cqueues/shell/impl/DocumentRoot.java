package org.cqueues.shell.impl;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.StringJoiner;

/** Worker: finds the files of a folder by the paths of URLs, and none outside of it. Confined to one thread. */
final class DocumentRoot {
    /** Larger files are read in pieces while they are sent. */
    static final int LARGEST_KEPT = 1 << 16;

    /**
     * A file that was changed within so long before it was read may be changed again without that its time tells, because clocks of file systems are
     * coarse.
     */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Path root;
    private final String index;
    private final InstantSource clock;
    private final DocumentCache cache;

    /**
     * The files below a folder.
     *
     * @throws IOException if it is none, or cannot be read
     */
    DocumentRoot(Path folder, InstantSource clock) throws IOException {
        this(folder.toRealPath(), HttpSettings.USUAL.index(), clock);
    }

    private DocumentRoot(Path root, String index, InstantSource clock) {
        this.root = root;
        this.index = index;
        this.clock = clock;
        this.cache = new DocumentCache(clock);
    }

    /** {@return the same files, of which another one is sent for a folder} */
    DocumentRoot withIndex(String name) {
        return name.equals(index) ? this : new DocumentRoot(root, name, clock);
    }

    /**
     * Finds a file.
     *
     * @param path of a URL, with its escapes, without the query
     * @throws HttpException if there is none, or it is not to be had
     */
    Document find(String path) throws HttpException {
        Document known = cache.find(path);
        if (known != null) {
            return known;
        }
        String name = relative(decode(path));
        try {
            Document found = load(name, path.endsWith("/"));
            if (isSettled(found)) {
                cache.put(path, found);
            }
            return found;
        } catch (AccessDeniedException e) {
            throw new HttpException(HttpStatus.FORBIDDEN, "the file cannot be read");
        } catch (HttpException e) {
            throw e;
        } catch (IOException | InvalidPathException e) {
            throw new HttpException(HttpStatus.NOT_FOUND, "there is no such file");
        }
    }

    /** Escapes are bytes of UTF-8. One that is none, and a NUL, which would end a name for the system, are refused. */
    private static String decode(String path) throws HttpException {
        byte[] bytes = new byte[path.length()];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int value = c == '%' ? escaped(path, i) : c > ' ' && c < 0x7F ? c : -1;
            if (value <= 0) {
                throw HttpException.malformed("the path is malformed");
            }
            bytes[length++] = (byte) value;
            i += c == '%' ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw HttpException.malformed("the path is not in UTF-8");
        }
    }

    private static int escaped(String path, int at) {
        if (at + 2 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** {@return the path below the root, without a slash at either end; what climbs is refused, even where it stays inside} */
    private static String relative(String path) throws HttpException {
        StringJoiner names = new StringJoiner("/");
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                throw new HttpException(HttpStatus.FORBIDDEN, "a path does not climb");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names.toString();
    }

    private Document load(String name, boolean isFolder) throws IOException {
        Path file = root.resolve(name);
        PosixFileAttributes seen = Files.readAttributes(file, PosixFileAttributes.class);
        if (seen.isDirectory()) {
            if (!isFolder) {
                throw new HttpException(
                        HttpStatus.MOVED_PERMANENTLY, "the folder's URL ends with a slash", location(name));
            }
            file = file.resolve(index);
            if (!Files.exists(file)) {
                throw new HttpException(HttpStatus.FORBIDDEN, "the folder has no " + index);
            }
        } else if (isFolder) {
            throw new HttpException(HttpStatus.NOT_FOUND, "there is no such folder");
        }
        Path real = file.toRealPath();
        if (!real.startsWith(root)) {
            throw new HttpException(HttpStatus.FORBIDDEN, "the file is outside of the folder that is served");
        }
        return read(file, real);
    }

    /** Relative to the server's root, and never with two slashes at its begin, which would be the name of another server. */
    private static String location(String name) throws HttpException {
        try {
            return "Location: " + new URI(null, null, "/" + name + "/", null).toASCIIString() + "\r\n";
        } catch (URISyntaxException e) {
            throw HttpException.malformed("the path is malformed");
        }
    }

    /** Only what is a plain file is opened: opening a pipe would wait for its other end. */
    private static Document read(Path file, Path real) throws IOException {
        PosixFileAttributes seen = Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!seen.isRegularFile()) {
            throw new HttpException(HttpStatus.FORBIDDEN, "it is neither a file nor a folder");
        }
        try (FileChannel channel = open(real)) {
            Optional<String> content =
                    seen.size() > LARGEST_KEPT ? Optional.empty() : Optional.of(content(channel, (int) seen.size()));
            return Document.of(file, real, seen, content);
        }
    }

    /**
     * Opens a file that was found.
     *
     * @throws HttpException if it is gone or has changed since
     */
    FileChannel open(Document document) throws HttpException {
        try {
            FileChannel channel = open(document.real());
            if (channel.size() == document.size()) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw new HttpException(HttpStatus.NOT_FOUND, "there is no such file");
        }
        throw new HttpException(HttpStatus.INTERNAL_SERVER_ERROR, "the file is being changed");
    }

    private static FileChannel open(Path real) throws IOException {
        return FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static String content(FileChannel channel, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new HttpException(HttpStatus.INTERNAL_SERVER_ERROR, "the file is being changed");
            }
        }
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }

    private boolean isSettled(Document document) {
        Instant modified = document.seen().lastModifiedTime().toInstant();
        return document.content().isPresent() && modified.plus(SETTLED).isBefore(clock.instant());
    }
}
