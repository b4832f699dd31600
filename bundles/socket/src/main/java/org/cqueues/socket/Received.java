package org.cqueues.socket;

import java.util.Optional;

/**
 * What {@link Socket#recv(Format)} received.
 *
 * @param progress what came of it
 * @param value present if it is {@link Progress#DONE}
 */
public record Received(Progress progress, Optional<String> value) {}
