package org.cqueues.tls.impl;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.cqueues.tls.CertificateOptions;
import org.cqueues.tls.CertificateOptions.KeyType;
import org.cqueues.tls.Identity;

/** Makes keys and their certificates. RFC 5280, section 4. */
final class CertificateMaker {
    private static final int SERIAL_BITS = 127;
    private static final int LONGEST_COMMON_NAME = 64;
    private static final int RSA_BITS = 3072;

    private final SecureRandom random = new SecureRandom();

    Identity selfSigned(CertificateOptions options) {
        try {
            KeyPair keys = keys(options.keyType());
            X500Name name = subject(options);
            X509Certificate certificate = certificate(options, name, keys.getPublic(), name, keys);
            return new Identity(keys.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("the certificate cannot be made", e);
        }
    }

    Identity issue(Identity authority, CertificateOptions options) {
        X509Certificate issuer = authority.certificate();
        if (issuer.getBasicConstraints() < 0) {
            throw new IllegalArgumentException(
                    "the certificate of " + issuer.getSubjectX500Principal() + " is not one of an authority");
        }
        try {
            KeyPair keys = keys(options.keyType());
            X500Name name =
                    X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
            KeyPair signer = new KeyPair(issuer.getPublicKey(), authority.key());
            X509Certificate certificate = certificate(options, name, keys.getPublic(), subject(options), signer);
            return new Identity(keys.getPrivate(), chain(certificate, authority.chain()));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("the certificate cannot be made", e);
        }
    }

    /** The root is left out: who trusts it has it. */
    private static List<X509Certificate> chain(X509Certificate certificate, List<X509Certificate> issuers) {
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        issuers.stream()
                .filter(issuer -> !issuer.getSubjectX500Principal().equals(issuer.getIssuerX500Principal()))
                .forEach(chain::add);
        return chain;
    }

    private KeyPair keys(KeyType type) throws GeneralSecurityException {
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(type == KeyType.ED25519 ? "Ed25519" : type.toString());
        switch (type) {
            case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            case RSA -> generator.initialize(RSA_BITS, random);
            case ED25519 -> {} // has one size only
        }
        return generator.generateKeyPair();
    }

    /** Programs look at the subjectAltName; people look at this, which may be cut. */
    private static X500Name subject(CertificateOptions options) {
        String name = options.authority()
                .orElseGet(() -> SubjectName.of(options.names().get(0)).text());
        X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
        subject.addRDN(BCStyle.CN, name.substring(0, Math.min(name.length(), LONGEST_COMMON_NAME)));
        return subject.build();
    }

    private X509Certificate certificate(
            CertificateOptions options, X500Name issuer, PublicKey key, X500Name subject, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(options.notBefore()),
                Date.from(options.notAfter()),
                subject,
                key);
        addUse(builder, options);
        addNames(builder, options);
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(signer.getPublic()));
        return sign(builder, Keys.toBouncyCastle(signer.getPrivate()));
    }

    private static void addUse(X509v3CertificateBuilder builder, CertificateOptions options) throws CertIOException {
        boolean authority = options.authority().isPresent();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (authority) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return;
        }
        int use = options.keyType() == KeyType.RSA
                ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                : KeyUsage.digitalSignature;
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(use));
        KeyPurposeId[] purposes = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    private static void addNames(X509v3CertificateBuilder builder, CertificateOptions options) throws CertIOException {
        GeneralName[] names = options.names().stream()
                .map(name -> SubjectName.of(name).toGeneralName())
                .toArray(GeneralName[]::new);
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
    }

    private X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        JcaContentSignerBuilder signer = new JcaContentSignerBuilder(Keys.signature(key));
        if (key.getEncoded() != null) {
            signer.setProvider(BouncyCastle.crypto());
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(signer.setSecureRandom(random).build(key)));
    }
}
