package org.cqueues.dns.impl;

/**
 * Changes of a value in a row, made one, so that more of the same need no more room: contract. Guarded by the {@link Replay} that they are of.
 *
 * @param <T> the value, immutable
 */
interface Changes<T> {
    /** {@return what becomes of a value by all changes in turn} */
    T applied(T before);
}
