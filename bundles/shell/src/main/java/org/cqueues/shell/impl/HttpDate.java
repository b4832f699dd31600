package org.cqueues.shell.impl;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Moments as header fields tell them. RFC 9110, section 5.6.7. */
final class HttpDate {
    private static final DateTimeFormatter FIXED =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);

    /** Two digits of a year are at most fifty years ahead; taken from 1970 on, which is as far as files are old. */
    private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);

    private HttpDate() {}

    /** {@return a moment, to the second} */
    static String text(Instant moment) {
        return FIXED.format(moment.atOffset(ZoneOffset.UTC));
    }

    /** {@return the moment that a field tells in one of the three forms; empty if it is none} */
    static Optional<Instant> parse(String text) {
        for (DateTimeFormatter form : List.of(FIXED, RFC_850, ASCTIME)) {
            try {
                return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException e) {
                continue; // another form, or none
            }
        }
        return Optional.empty();
    }
}
