package org.cqueues.shell.impl;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of a command, each with a value: {@code --port 8000} or {@code --port=8000}. The last one of a name counts.
 *
 * @param values by name, without the dashes
 */
record Options(Map<String, String> values) {
    static Options parse(List<String> arguments, Set<String> known) throws UsageException {
        Map<String, String> values = new HashMap<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (!argument.startsWith("--")) {
                throw new UsageException("unexpected argument " + argument);
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (!known.contains(name)) {
                throw new UsageException("unknown option --" + name);
            }
            if (equals < 0 && !rest.hasNext()) {
                throw new UsageException("option --" + name + " needs a value");
            }
            values.put(name, equals < 0 ? rest.next() : argument.substring(equals + 1));
        }
        return new Options(values);
    }

    String text(String name, String otherwise) throws UsageException {
        String value = values.getOrDefault(name, otherwise);
        if (value.isEmpty()) {
            throw new UsageException("option --" + name + " needs a value");
        }
        return value;
    }

    int port(String name, int otherwise) throws UsageException {
        String value = values.getOrDefault(name, Integer.toString(otherwise));
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new UsageException("option --" + name + " takes a number from 0 to 65535, not " + value);
        }
        return Integer.parseInt(value);
    }
}
