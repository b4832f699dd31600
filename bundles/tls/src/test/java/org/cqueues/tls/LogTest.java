package org.cqueues.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import other.Stranger;

/** What is seen in the log: nothing of ours, everything of others. */
class LogTest {
    private static final String SERVERS = "org.bouncycastle.jsse.provider.ProvTlsServer";
    /** The greeting of a client that says nothing. */
    private static final byte[] NONSENSE = {22, 3, 1, 0, 4, 1, 0, 0, 0};

    private final List<String> seen = new ArrayList<>();
    private final Logger logger = Logger.getLogger("org.bouncycastle");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            seen.add(record.getLoggerName());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void unlisten() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private static SSLEngine server(TlsContexts tls) throws Exception {
        SSLEngine engine = tls.server(tls.selfSigned("localhost")).createSSLEngine();
        engine.beginHandshake();
        return engine;
    }

    /** A version that there is not takes BCJSSE by surprise, so that it warns. */
    @Test
    void failuresThatAPeerCanCauseDoNotFillTheLog() throws Exception {
        byte[] surprise = {22, 9, 9, 0, 4, 1, 2, 3, 4};
        try (TlsContexts tls = TlsContexts.open()) {
            server(tls).unwrap(ByteBuffer.wrap(surprise), ByteBuffer.allocate(40_000));
            assertEquals(List.of(), seen);

            Stranger.feed(server(tls), surprise);
            assertEquals(Set.of(SERVERS), Set.copyOf(seen));
        }
    }

    private static void feed(SSLEngine engine) throws Exception {
        engine.unwrap(ByteBuffer.wrap(NONSENSE), ByteBuffer.allocate(40_000));
    }

    @Test
    void connectionsOfOursAreNotSeen() throws Exception {
        try (TlsContexts tls = TlsContexts.open()) {
            Identity identity = tls.selfSigned("localhost");
            new Handshake(tls.client(false, false), tls.server(identity), "localhost").run();
            feed(server(tls));
        }

        assertEquals(List.of(), seen);
    }

    @Test
    void connectionsOfOthersAreSeenAsBefore() throws Exception {
        try (TlsContexts tls = TlsContexts.open()) {
            Stranger.feed(server(tls), NONSENSE);
        }

        assertEquals(Set.of(SERVERS), Set.copyOf(seen));
    }

    @Test
    void filterOfOthersIsAskedAndComesBack() throws Exception {
        Logger servers = Logger.getLogger(SERVERS);
        servers.setFilter(record -> false);
        try {
            try (TlsContexts tls = TlsContexts.open()) {
                Stranger.feed(server(tls), NONSENSE);
            }

            assertEquals(List.of(), seen);
            assertEquals(false, servers.getFilter().isLoggable(null));
        } finally {
            servers.setFilter(null);
        }
    }

    @Test
    void afterCloseNothingIsKeptBack() throws Exception {
        TlsContexts tls = TlsContexts.open();
        SSLEngine engine = server(tls);

        tls.close();
        tls.close();
        feed(engine);

        assertEquals(Set.of(SERVERS), Set.copyOf(seen));
        assertNull(Logger.getLogger(SERVERS).getFilter());
    }

    @Test
    void oneOfTwoMayBeClosedFirst() throws Exception {
        try (TlsContexts second = closingFirst()) {
            feed(server(second));
        }

        assertEquals(List.of(), seen);
    }

    private static TlsContexts closingFirst() {
        TlsContexts first = TlsContexts.open();
        TlsContexts second = TlsContexts.open();
        first.close();
        return second;
    }
}
