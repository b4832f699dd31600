package org.cqueues.shell.impl;

/**
 * Value: one header field of a message. RFC 9110, section 5.
 *
 * @param name a token, in whatever case it was sent
 * @param value without the blanks around it
 */
record HttpField(String name, String value) {
    /** Characters of a token beside letters and digits. */
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    /** {@return the field that a line without its end states} */
    static HttpField parse(String line) throws HttpException {
        int colon = line.indexOf(':');
        // A blank before the colon, or at the begin as of a folded line, is no part of a token: both are refused, as
        // RFC 9112, 5.1 and 5.2 ask.
        if (colon < 0 || !isToken(line, colon)) {
            throw HttpException.malformed("a header field is malformed");
        }
        for (int i = colon + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) {
                throw HttpException.malformed("a header field contains a control character");
            }
        }
        return new HttpField(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /** {@return whether the first characters of a string, at least one, make a token} */
    static boolean isToken(String text, int length) {
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return length > 0;
    }

    /** {@return the line that states it, without its end} */
    @Override
    public String toString() {
        return name + ": " + value;
    }
}
