package org.cqueues.dns.impl;

/** Tells names of which no server is asked from others, RFC 6761 sections 6.3 and 6.4, RFC 7686: functions. Names are fully qualified. */
final class SpecialName {
    private SpecialName() {}

    /** {@return whether a name is this host's} */
    static boolean isThisHost(String name) {
        return isIn("localhost.", name);
    }

    /** {@return whether a name cannot exist} */
    static boolean isNowhere(String name) {
        return isIn("invalid.", name) || isIn("onion.", name);
    }

    private static boolean isIn(String zone, String name) {
        int from = name.length() - zone.length();
        return from >= 0
                && name.regionMatches(true, from, zone, 0, zone.length())
                && (from == 0 || name.charAt(from - 1) == '.' && !isEscaped(name, from - 1));
    }

    private static boolean isEscaped(String name, int at) {
        int begin = at;
        while (begin > 0 && name.charAt(begin - 1) == '\\') {
            begin--;
        }
        return (at - begin) % 2 == 1;
    }
}
