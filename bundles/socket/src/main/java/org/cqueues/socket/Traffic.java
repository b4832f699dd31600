package org.cqueues.socket;

import java.time.Instant;
import java.util.Optional;

/**
 * What went over a socket in one direction. Guide: {@code socket:stat}.
 *
 * @param count bytes exchanged with the system
 * @param eof whether the direction has ended: by the peer, by {@link Socket#shutdown}, or by a failure
 * @param time when bytes were exchanged last, to the millisecond; empty if there were none
 */
public record Traffic(long count, boolean eof, Optional<Instant> time) {}
