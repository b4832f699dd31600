package org.cqueues.socket;

/**
 * What a socket has once for each direction, such as its modes or buffer sizes.
 *
 * @param input for what is read
 * @param output for what is written
 * @param <T> what it is
 */
public record Channels<T>(T input, T output) {}
