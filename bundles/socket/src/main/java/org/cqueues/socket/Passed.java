package org.cqueues.socket;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message that may have brought a descriptor.
 *
 * @param bytes its content; the receiver's own
 * @param socket the descriptor as a socket, the receiver's; empty if none came with it
 */
public record Passed(byte[] bytes, Optional<Socket> socket) {
    /** {@return the content as UTF-8} */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
