package org.cqueues.shell.impl;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Value: what the operator of a server may want to change while it runs.
 *
 * @param index name of the file that is sent for a folder
 * @param fields header fields that every answer has beside its own, with their line ends
 */
record HttpSettings(String index, String fields) {
    static final HttpSettings USUAL = new HttpSettings("index.html", "");

    private static final String SETTING = "\"index = NAME\" or \"field = NAME: VALUE\"";

    /** Fields that say what only the server knows. */
    private static final Set<String> OWN = Set.of(
            "accept-ranges",
            "allow",
            "connection",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "etag",
            "last-modified",
            "location",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Reads settings, one a line. A line that is empty, or begins with {@code #}, is none; of several names of the index the last one counts. */
    static HttpSettings parse(List<String> lines) throws SettingsException {
        String index = USUAL.index;
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\s*=\\s*", 2);
            String value = parts.length == 2 ? parts[1] : "";
            switch (parts[0]) {
                case "index" -> index = name(i + 1, value);
                case "field" -> fields.append(field(i + 1, value)).append("\r\n");
                default -> throw new SettingsException(i + 1, SETTING, line);
            }
        }
        return new HttpSettings(index, fields.toString());
    }

    private static String name(int line, String value) throws SettingsException {
        if (value.equals(".") || value.equals("..") || !value.matches("[ -.0-~]+")) {
            throw new SettingsException(line, "the name of a file, in ASCII,", value);
        }
        return value;
    }

    private static HttpField field(int line, String value) throws SettingsException {
        HttpField field;
        try {
            field = HttpField.parse(value);
        } catch (HttpException e) {
            throw new SettingsException(line, "a header field, \"NAME: VALUE\",", value);
        }
        if (!field.value().chars().allMatch(c -> c < 0x7F)) {
            throw new SettingsException(line, "a header field in ASCII", value);
        }
        if (OWN.contains(field.name().toLowerCase(Locale.ROOT))) {
            throw new SettingsException(line, "a header field that is not the server's own", value);
        }
        return field;
    }
}
