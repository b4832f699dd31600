package org.cqueues.socket;

/**
 * What {@link Socket#send(String, int, int)} took.
 *
 * @param count characters taken, which may be all of them even if not all have been handed to the system
 * @param progress whether more can be sent at once
 */
public record Sent(int count, Progress progress) {}
