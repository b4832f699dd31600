package org.cqueues.shell.impl;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Value: a file to send, as it was when it was looked at.
 *
 * @param file what was asked for, links included
 * @param real the file itself, without any link
 * @param seen what tells it from other files and from its other states
 * @param etag its entity tag. RFC 9110, 8.8.3
 * @param fields of an answer, all but the length, with their line ends
 * @param content its bytes as characters; empty if it is too large to be held in memory
 */
record Document(Path file, Path real, PosixFileAttributes seen, String etag, String fields, Optional<String> content) {
    static Document of(Path file, Path real, PosixFileAttributes seen, Optional<String> content) {
        Instant modified = seen.lastModifiedTime().toInstant();
        String etag = "\"%x.%x.%x\"".formatted(modified.getEpochSecond(), modified.getNano(), seen.size());
        String fields = "Content-Type: " + ContentTypes.of(file.getFileName().toString()) + "\r\nLast-Modified: "
                + HttpDate.text(modified) + "\r\nETag: " + etag + "\r\nAccept-Ranges: bytes\r\n";
        return new Document(file, real, seen, etag, fields, content);
    }

    long size() {
        return seen.size();
    }

    /** {@return whether what is seen now is the same file, unchanged} */
    boolean isStill(PosixFileAttributes now) {
        return now.size() == seen.size()
                && now.lastModifiedTime().equals(seen.lastModifiedTime())
                && Objects.equals(now.fileKey(), seen.fileKey())
                && now.permissions().equals(seen.permissions());
    }
}
