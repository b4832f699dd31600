package org.cqueues.tls.impl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Keeps out of the log what BCJSSE says about each connection of ours, and about settings of the JDK that it does not know. Others who use BCJSSE in this JVM see
 * all of theirs as before: a record is ours if the code that called Bouncy Castle is.
 *
 * <p>Loggers are shared by the whole JVM, and their levels are the administrator's; so a filter it is, put before the one that was there.
 */
final class QuietLog implements Filter, AutoCloseable {
    private static final String LOGGERS = "org.bouncycastle.jsse.provider.";
    /** What is dropped up to a level, of each logger. Failures of connections are told to who uses them, and their causes are up to the peers, who could fill the log. */
    private static final Map<String, Level> DROPPED = Map.of(
            LOGGERS + "ProvTlsServer", Level.WARNING,
            LOGGERS + "ProvTlsClient", Level.WARNING,
            LOGGERS + "PropertyUtils", Level.INFO,
            LOGGERS + "DisabledAlgorithmConstraints", Level.WARNING);

    private static final String OURS = "org.cqueues.";
    private static final List<String> BETWEEN = List.of("org.bouncycastle.", "java.", "javax.", "sun.", "jdk.");
    private static final StackWalker WALKER = StackWalker.getInstance();

    private final Map<Logger, Optional<Filter>> before; // strong, because the JDK holds loggers weakly
    private volatile boolean closed;

    QuietLog() {
        before = DROPPED.keySet().stream()
                .map(Logger::getLogger)
                .collect(Collectors.toUnmodifiableMap(
                        UnaryOperator.identity(), logger -> Optional.ofNullable(logger.getFilter())));
        before.keySet().forEach(logger -> logger.setFilter(this));
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        Logger logger = Logger.getLogger(record.getLoggerName());
        Optional<Filter> next = before.getOrDefault(logger, Optional.empty());
        return !(isNoise(record) && isOurs()) && (next.isEmpty() || next.get().isLoggable(record));
    }

    private boolean isNoise(LogRecord record) {
        Level most = DROPPED.get(record.getLoggerName());
        return !closed && most != null && record.getLevel().intValue() <= most.intValue();
    }

    private static boolean isOurs() {
        return WALKER.walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                .dropWhile(name -> name.equals(QuietLog.class.getName()) || isBetween(name))
                .findFirst()
                .map(name -> name.startsWith(OURS))
                .orElse(false));
    }

    private static boolean isBetween(String name) {
        return BETWEEN.stream().anyMatch(name::startsWith);
    }

    /** Somebody may have put a filter before this one meanwhile, who then keeps it; it lets everything pass from now on. */
    @Override
    public void close() {
        closed = true;
        before.keySet().forEach(logger -> {
            if (logger.getFilter() == this) {
                logger.setFilter(next(logger).orElse(null));
            }
        });
    }

    /** The nearest filter behind this one that is not closed. */
    private Optional<Filter> next(Logger logger) {
        Optional<Filter> next = before.get(logger);
        boolean isClosed = next.isPresent() && next.get() instanceof QuietLog other && other.closed;
        return isClosed ? ((QuietLog) next.get()).next(logger) : next;
    }
}
