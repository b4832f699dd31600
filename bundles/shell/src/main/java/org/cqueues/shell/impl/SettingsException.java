package org.cqueues.shell.impl;

import java.io.IOException;

/** A file that does not say what it should; the message tells what was expected. */
final class SettingsException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 60;

    /**
     * What is wrong in a line.
     *
     * @param line number of the line, from 1
     * @param expected what would have been right
     * @param found what is there
     */
    SettingsException(int line, String expected, String found) {
        super(line + ": " + expected + " was expected, not \"" + printable(found) + '"');
    }

    private SettingsException(String message) {
        super(message);
    }

    /** A message is one line, of a length that can be read. */
    private static String printable(String found) {
        String text = found.replaceAll("\\p{Cc}", "?");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** {@return the same with the name of the file before the line} */
    SettingsException in(String file) {
        return new SettingsException(file + ":" + getMessage());
    }
}
