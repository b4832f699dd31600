package org.cqueues.shell.impl;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Whether a file is to be sent although the client may have it already. RFC 9110, section 13. */
final class HttpCondition {
    private HttpCondition() {}

    /**
     * {@return whether the client has the file already, as it is}
     *
     * @throws HttpException 412 if the file is not the one that it wants
     */
    static boolean isKnown(HttpHead head, Document document) throws HttpException {
        String etag = document.etag();
        boolean wanted = head.count("If-Match") > 0
                ? matches(head.list("If-Match"), etag)
                : !isChanged(head, "If-Unmodified-Since", document).orElse(false);
        if (!wanted) {
            throw new HttpException(HttpStatus.PRECONDITION_FAILED, "the file is another one now");
        }
        return head.count("If-None-Match") > 0
                ? matches(head.list("If-None-Match"), etag)
                : !isChanged(head, "If-Modified-Since", document).orElse(true);
    }

    /** Tags may be told as weak ones where they only save a transfer. */
    private static boolean matches(List<String> tags, String etag) {
        return tags.contains("*") || tags.contains(etag) || tags.contains("w/" + etag);
    }

    /** {@return whether the file was changed after a moment; empty if no moment is told} */
    private static Optional<Boolean> isChanged(HttpHead head, String field, Document document) {
        Instant modified = document.seen().lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        return head.field(field).flatMap(HttpDate::parse).map(modified::isAfter);
    }
}
