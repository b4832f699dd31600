package org.cqueues.shell.impl;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Value: the part of a file that is asked for. RFC 9110, section 14.
 *
 * @param from index of the first byte
 * @param to index after the last
 */
record ByteRange(long from, long to) {
    private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /**
     * {@return the part that a request asks for; empty for all of it, as also for several parts and for what is no range}
     *
     * @throws HttpException if the file has no such part
     */
    static Optional<ByteRange> of(HttpHead head, Document document) throws HttpException {
        Optional<String> range = head.field("Range");
        if (range.isEmpty() || !isWanted(head, document)) {
            return Optional.empty();
        }
        Matcher bounds = SINGLE.matcher(range.get());
        if (!bounds.matches() || bounds.group(1).isEmpty() && bounds.group(2).isEmpty()) {
            return Optional.empty();
        }
        return parse(bounds.group(1), bounds.group(2), document.size());
    }

    /** A range of another state of the file would not fit. A date is too coarse to tell. */
    private static boolean isWanted(HttpHead head, Document document) {
        return head.field("If-Range").orElse(document.etag()).equals(document.etag());
    }

    private static Optional<ByteRange> parse(String first, String last, long size) throws HttpException {
        long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
        if (from >= size) {
            throw new HttpException(
                    HttpStatus.RANGE_NOT_SATISFIABLE,
                    "the file has " + size + " bytes",
                    "Content-Range: bytes */" + size + "\r\n");
        }
        return from < to ? Optional.of(new ByteRange(from, to)) : Optional.empty();
    }

    /** {@return the field that tells it} */
    String field(long size) {
        return "Content-Range: bytes " + from + "-" + (to - 1) + "/" + size + "\r\n";
    }
}
