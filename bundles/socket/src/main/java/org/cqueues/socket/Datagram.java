package org.cqueues.socket;

import java.nio.charset.StandardCharsets;
import org.cqueues.kernel.SocketName;

/**
 * One message that was received.
 *
 * @param bytes its content, or as much of it as there was room for; the receiver's own
 * @param from where it came from; unspecified if the sender has no name, as few UNIX sockets have, or if the packets are of a connection
 * @param truncated whether it was longer, and the rest is lost
 */
public record Datagram(byte[] bytes, SocketName from, boolean truncated) {
    /** {@return the content as UTF-8} */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
