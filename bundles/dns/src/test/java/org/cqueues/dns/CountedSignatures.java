package org.cqueues.dns;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's provider of ECDSA signatures, asked first and counting what it verifies, until it is closed. */
final class CountedSignatures extends Provider implements AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final String ALGORITHM = "SHA256withECDSA";

    private final AtomicInteger verified = new AtomicInteger();

    CountedSignatures() {
        super("CountedSignatures", "1", "counts");
        putService(new Service(this, "Signature", ALGORITHM, Counting.class.getName(), List.of(), null) {
            @Override
            public Object newInstance(Object parameter) {
                return new Counting(verified);
            }
        });
        Security.insertProviderAt(this, 1);
    }

    /** {@return how many signatures were verified since this was asked before} */
    int verified() {
        return verified.getAndSet(0);
    }

    @Override
    public void close() {
        Security.removeProvider(getName());
    }

    private static final class Counting extends SignatureSpi {
        private final AtomicInteger verified;
        private Signature real;

        Counting(AtomicInteger verified) {
            this.verified = verified;
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            real = real();
            real.initVerify(key);
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            real = real();
            real.initSign(key);
        }

        private static Signature real() {
            try {
                return Signature.getInstance(ALGORITHM, "SunEC");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineUpdate(byte octet) throws SignatureException {
            real.update(octet);
        }

        @Override
        protected void engineUpdate(byte[] octets, int from, int count) throws SignatureException {
            real.update(octets, from, count);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return real.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            verified.incrementAndGet();
            return real.verify(signature);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException(name);
        }
    }
}
