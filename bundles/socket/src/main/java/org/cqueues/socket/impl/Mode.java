package org.cqueues.socket.impl;

import org.cqueues.socket.Buffering;

/**
 * Value: the mode of one direction.
 *
 * @param text whether lines are translated and characters are of the charset; otherwise a character is a byte
 * @param buffering of an output; unused for an input
 * @param autoflush of an output: whether it is flushed before a read waits, and before TLS
 * @param pushback of an input: whether what was received before TLS belongs to TLS
 */
record Mode(boolean text, Buffering buffering, boolean autoflush, boolean pushback) {
    /** The guide's {@code "tl"}. */
    static final Mode DEFAULT = new Mode(true, Buffering.LINE, true, true);

    /** {@return this mode with an input's flags in force} */
    Mode withInput(String flags) {
        return with(flags, "tbpP", "input");
    }

    /** {@return this mode with an output's flags in force} */
    Mode withOutput(String flags) {
        return with(flags, "tbnlfaA", "output");
    }

    private Mode with(String flags, String known, String direction) {
        Mode mode = this;
        for (int i = 0; i < flags.length(); i++) {
            char flag = flags.charAt(i);
            if (known.indexOf(flag) < 0) {
                throw new IllegalArgumentException(
                        "flags of an " + direction + " mode are letters of \"" + known + "\", not \"" + flags + "\"");
            }
            mode = mode.with(flag);
        }
        return mode;
    }

    private Mode with(char flag) {
        return switch (flag) {
            case 't' -> new Mode(true, buffering, autoflush, pushback);
            case 'b' -> new Mode(false, buffering, autoflush, pushback);
            case 'a' -> new Mode(text, buffering, true, pushback);
            case 'A' -> new Mode(text, buffering, false, pushback);
            case 'p' -> new Mode(text, buffering, autoflush, true);
            case 'P' -> new Mode(text, buffering, autoflush, false);
            default -> with(Buffering.of(String.valueOf(flag)));
        };
    }

    Mode with(Buffering other) {
        return new Mode(text, other, autoflush, pushback);
    }

    /** {@return the guide's fixed-size string for an input, and the flag of pushback} */
    String inputFlags() {
        return (text ? "t-" : "b-") + (pushback ? 'p' : 'P');
    }

    /** {@return the guide's fixed-size string for an output, and the flag of autoflush} */
    String outputFlags() {
        return "" + (text ? 't' : 'b') + buffering.flag() + (autoflush ? 'a' : 'A');
    }
}
