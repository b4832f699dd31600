package org.cqueues.itests;

import java.util.List;
import java.util.Optional;

/**
 * A record of a zone, as the zone's file has it and as it is shown: value.
 *
 * @param name its name below the zone
 * @param type its type, as in a zone's file
 * @param written its data, as in a zone's file
 * @param shown its data, as the guide shows it; empty if that is the same
 */
record SampleRecord(String name, String type, String written, Optional<String> shown) {
    /** One of each type that a zone without signatures can have, and one of a type that nobody knows. */
    static final List<SampleRecord> ALL = List.of(
            same("www", "A", "192.0.2.1"),
            same("www", "AAAA", "2001:db8::1"),
            same("mapped", "AAAA", "::ffff:192.0.2.1"),
            same("cname", "CNAME", "www.leaf.test."),
            same("ptr", "PTR", "www.leaf.test."),
            same("mx", "MX", "10 www.leaf.test."),
            same("txt", "TXT", "\"one \\034two\\034 \\001\\255\""),
            other("strings", "TXT", "\"one\" \"two\"", "\"onetwo\""),
            other("empty", "TXT", "\"\"", "\"\""),
            same("_sip._udp", "SRV", "1 2 5060 www.leaf.test."),
            same("naptr", "NAPTR", "1 2 \"u\" \"E2U+sip\" \"!^.*$!sip:a@leaf.test!\" ."),
            same("dname", "DNAME", "other.leaf.test."),
            same("@", "NS", "ns.leaf.test."),
            same("cut", "DS", "12345 13 2 " + "0123456789abcdef".repeat(4)),
            same("sshfp", "SSHFP", "1 1 " + "0123456789abcdef0123".repeat(2)),
            same("_443._tcp", "TLSA", "3 1 1 " + "0123456789abcdef".repeat(4)),
            same("svcb", "SVCB", "1 www.leaf.test. alpn=h2,h3 port=8443 ipv4hint=192.0.2.1"),
            same("https", "HTTPS", "0 www.leaf.test."),
            other("spf", "SPF", "\"v=spf1 -all\"", "v=spf1 -all"),
            same("caa", "CAA", "0 issue \"ca.test\""),
            other("unknown", "TYPE65280", "\\# 4 01020304", "\u0001\u0002\u0003\u0004"));

    private static SampleRecord same(String name, String type, String text) {
        return new SampleRecord(name, type, text, Optional.empty());
    }

    private static SampleRecord other(String name, String type, String written, String shown) {
        return new SampleRecord(name, type, written, Optional.of(shown));
    }

    /** {@return the line of the zone's file} */
    String line() {
        return name + " " + type + " " + written;
    }

    /** {@return its name, fully qualified} */
    String qualified() {
        return (name.equals("@") ? "" : name + ".") + "leaf.test.";
    }

    /** {@return what {@code record:tostring} makes of it} */
    String text() {
        return shown.orElse(written);
    }

    @Override
    public String toString() {
        return line();
    }
}
