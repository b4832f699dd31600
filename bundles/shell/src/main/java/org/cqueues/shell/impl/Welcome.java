package org.cqueues.shell.impl;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Value: what everybody who comes is told, the message of the day.
 *
 * @param lines of text, maybe none
 */
record Welcome(List<String> lines) {
    static final Welcome NONE = new Welcome(List.of());

    /** So that a client who just came can take them all. */
    private static final int MOST = 40;

    private static final int LONGEST = 400;
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cc}]{0," + LONGEST + "}");

    /** Reads a message. Tabs count as blanks, and blanks at the end of a line as nothing. */
    static Welcome parse(List<String> lines) throws SettingsException {
        List<String> texts = lines.stream()
                .map(line -> line.replace('\t', ' ').stripTrailing())
                .toList();
        for (int i = 0; i < texts.size(); i++) {
            if (i == MOST) {
                throw new SettingsException(i + 1, "the end after at most " + MOST + " lines", texts.get(i));
            }
            if (!TEXT.matcher(texts.get(i)).matches()) {
                throw new SettingsException(
                        i + 1, "text of at most " + LONGEST + " characters, without controls,", texts.get(i));
            }
        }
        return new Welcome(texts);
    }
}
