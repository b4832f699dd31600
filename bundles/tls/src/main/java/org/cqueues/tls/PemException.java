package org.cqueues.tls;

import java.io.IOException;

/** A text that is not what was expected of it. The message names source and line. */
public class PemException extends IOException {
    private static final long serialVersionUID = 1;

    /** Where the text is from. */
    private final String source;
    /** Line in the text, from 1; 0 for the text as a whole. */
    private final int line;

    /**
     * Tells what is wrong.
     *
     * @param pem the text
     * @param line line in the text, from 1; 0 for the text as a whole
     * @param problem what was found and what was expected
     * @param cause what failed underneath; null if nothing did
     */
    public PemException(Pem pem, int line, String problem, Throwable cause) {
        super(pem.source() + (line > 0 ? ":" + line : "") + ": " + problem, cause);
        this.source = pem.source();
        this.line = line;
    }

    /** {@return where the text is from} */
    public String source() {
        return source;
    }

    /** {@return line in the text, from 1; 0 for the text as a whole} */
    public int line() {
        return line;
    }
}
