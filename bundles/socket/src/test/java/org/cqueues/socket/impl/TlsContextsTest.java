package org.cqueues.socket.impl;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.cqueues.socket.TlsDefaults;
import org.junit.jupiter.api.Test;

class TlsContextsTest {
    private final TlsContexts contexts = new TlsContexts();

    private static SSLContext fresh(boolean datagram, boolean verify) throws NoSuchAlgorithmException {
        return SSLContext.getInstance("TLS");
    }

    @Test
    void theJdkIsTheDefault() throws Exception {
        assertSame(SSLContext.getDefault(), contexts.client(false, true));
    }

    @Test
    void aContextIsKeptSoThatSessionsCanBeResumed() throws Exception {
        contexts.use(TlsContextsTest::fresh);
        assertSame(contexts.client(false, true), contexts.client(false, true));
        assertNotSame(contexts.client(false, true), contexts.client(false, false));
        assertNotSame(contexts.client(false, true), contexts.client(true, true));
    }

    @Test
    void whatAProviderDoesNotHaveTheJdkMakes() throws Exception {
        contexts.use((datagram, verify) -> {
            throw new NoSuchAlgorithmException("no DTLS here");
        });
        assertSame(SSLContext.getDefault(), contexts.client(false, true));
    }

    @Test
    void aServiceThatGoesTakesItsContextsAlong() throws Exception {
        TlsDefaults gone = TlsContextsTest::fresh;
        contexts.use(gone);
        contexts.client(false, true);
        contexts.forget(gone);
        assertSame(SSLContext.getDefault(), contexts.client(false, true));
    }

    @Test
    void aServiceThatWasReplacedMayGoLater() throws Exception {
        TlsDefaults old = TlsContextsTest::fresh;
        contexts.use(old);
        contexts.use((datagram, verify) -> SSLContext.getInstance("TLSv1.2"));
        contexts.forget(old);
        assertNotSame(SSLContext.getDefault(), contexts.client(false, true));
    }
}
