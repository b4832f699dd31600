package org.cqueues.tls.impl;

import java.net.IDN;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/**
 * Value: what a certificate is for, a host or an address. RFC 5280, section 4.2.1.6.
 *
 * @param text name in ASCII, or address in numbers
 * @param address whether it is an address
 */
public record SubjectName(String text, boolean address) {
    private static final int LONGEST = 253;
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
    private static final Pattern HOST = Pattern.compile(
            "(\\*\\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    /**
     * {@return the name that a text means}
     *
     * @param text name of a host, whose first label may be {@code *}; or IPv4 or IPv6 address in numbers
     * @throws IllegalArgumentException if it is neither
     */
    public static SubjectName of(String text) {
        if (IPAddress.isValidIPv4(text) || IPAddress.isValidIPv6(text)) {
            return new SubjectName(text, true);
        }
        String ascii = toAscii(text);
        if (ascii.length() > LONGEST
                || NUMBERS.matcher(ascii).matches()
                || !HOST.matcher(ascii).matches()) {
            throw unusable(text, null);
        }
        return new SubjectName(ascii, false);
    }

    private static String toAscii(String text) {
        try {
            return IDN.toASCII(text);
        } catch (IllegalArgumentException e) {
            throw unusable(text, e);
        }
    }

    private static IllegalArgumentException unusable(String text, Exception cause) {
        return new IllegalArgumentException("neither a name of a host nor an address: \"" + text + "\"", cause);
    }

    GeneralName toGeneralName() {
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, text);
    }
}
