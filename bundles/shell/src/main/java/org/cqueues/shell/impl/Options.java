package org.cqueues.shell.impl;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a command: options with a value, {@code --port 8000} or {@code --port=8000}; flags, {@code --tls} or {@code -i}; and others. The last
 * one of a name counts.
 *
 * @param values by name, without the dashes; of a flag empty
 * @param others what is no option, in order
 */
record Options(Map<String, String> values, List<String> others) {
    /** Reads arguments of which none is anything else than an option with a value. */
    static Options parse(List<String> arguments, Set<String> known) throws UsageException {
        return parse(arguments, known, Set.of(), 0);
    }

    /**
     * Reads arguments.
     *
     * @param known names of options with a value
     * @param flags names of options without
     * @param most how many others there may be
     */
    static Options parse(List<String> arguments, Set<String> known, Set<String> flags, int most) throws UsageException {
        Map<String, String> values = new HashMap<>();
        List<String> others = new ArrayList<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.length() == 2 && argument.charAt(0) == '-' && flags.contains(argument.substring(1))) {
                values.put(argument.substring(1), "");
            } else if (argument.startsWith("--")) {
                parse(argument, rest, known, flags, values);
            } else if (argument.length() > 1 && argument.charAt(0) == '-') {
                throw new UsageException("unknown option " + argument);
            } else if (others.size() == most) {
                throw new UsageException("unexpected argument " + argument);
            } else {
                others.add(argument);
            }
        }
        return new Options(values, others);
    }

    private static void parse(
            String argument, Iterator<String> rest, Set<String> known, Set<String> flags, Map<String, String> values)
            throws UsageException {
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        boolean isFlag = name.length() > 1 && flags.contains(name);
        if (!isFlag && !known.contains(name)) {
            throw new UsageException("unknown option --" + name);
        }
        if (isFlag && equals >= 0) {
            throw new UsageException("option --" + name + " takes no value");
        }
        if (!isFlag && equals < 0 && !rest.hasNext()) {
            throw new UsageException("option --" + name + " needs a value");
        }
        values.put(name, isFlag ? "" : equals < 0 ? rest.next() : argument.substring(equals + 1));
    }

    /** {@return whether an option or a flag is given} */
    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) throws UsageException {
        String value = values.getOrDefault(name, otherwise);
        if (value.isEmpty()) {
            throw new UsageException("option --" + name + " needs a value");
        }
        return value;
    }

    Optional<Path> path(String name) throws UsageException {
        if (!has(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(text(name, "")));
        } catch (InvalidPathException e) {
            throw new UsageException("option --" + name + " takes the path of a file: " + e.getMessage());
        }
    }

    int port(String name, int otherwise) throws UsageException {
        return number(name, otherwise, 0, 65_535);
    }

    Duration seconds(String name, int otherwise) throws UsageException {
        return Duration.ofSeconds(number(name, otherwise, 1, 99_999));
    }

    private int number(String name, int otherwise, int least, int most) throws UsageException {
        String value = values.getOrDefault(name, Integer.toString(otherwise));
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw new UsageException(
                    "option --" + name + " takes a number from " + least + " to " + most + ", not " + value);
        }
        return Integer.parseInt(value);
    }
}
