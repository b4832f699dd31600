package org.cqueues.dns;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Value: names of numbers, both ways. Names are found in any case. */
final class NumberNames {
    private final String what;
    private final int most;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * Makes a table.
     *
     * @param what for messages, such as {@code DNS type}
     * @param most largest number there can be
     */
    NumberNames(String what, int most) {
        this.what = what;
        this.most = most;
    }

    NumberNames with(int number, String name) {
        names.put(number, name);
        numbers.put(name, number);
        return this;
    }

    /** {@return the number, if it is in range} */
    int require(int number) {
        if (number < 0 || number > most) {
            throw new IllegalArgumentException("a " + what + " is 0 to " + most + ", not " + number);
        }
        return number;
    }

    Optional<String> name(int number) {
        return Optional.ofNullable(names.get(number));
    }

    /** {@return the name of a number, or else the number in digits} */
    String text(int number) {
        return names.getOrDefault(number, Integer.toString(number));
    }

    /** {@return the number of a name, or of digits, which a prefix of the kind that RFC 3597 has may precede} */
    int number(String text, String prefix) {
        String upper = text.toUpperCase(Locale.ROOT);
        Integer known = numbers.get(upper);
        if (known != null) {
            return known;
        }
        String digits = upper.startsWith(prefix) ? upper.substring(prefix.length()) : upper;
        if (digits.matches("\\d{1,9}")) {
            return require(Integer.parseInt(digits));
        }
        throw new IllegalArgumentException(text + ": unknown " + what);
    }
}
