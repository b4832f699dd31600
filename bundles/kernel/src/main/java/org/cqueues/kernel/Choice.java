package org.cqueues.kernel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was chosen at run time among several ways to do the same, and why.
 *
 * @param name the one in use, such as {@code epoll}
 * @param reason why it was taken, a clause without a full stop
 * @param rejected each other candidate's name and why it was not taken, in order of preference
 */
public record Choice(String name, String reason, Map<String, String> rejected) {
    /**
     * Keeps an unmodifiable copy of the rejected candidates, in their order.
     *
     * @param name the one in use, such as {@code epoll}
     * @param reason why it was taken, a clause without a full stop
     * @param rejected each other candidate's name and why it was not taken, in order of preference
     */
    public Choice {
        rejected = Collections.unmodifiableMap(new LinkedHashMap<>(rejected));
    }

    /** {@return one line: the name, the reason, then each rejected candidate with its reason} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(" (").append(reason);
        rejected.forEach(
                (other, why) -> text.append("; not ").append(other).append(": ").append(why));
        return text.append(')').toString();
    }
}
