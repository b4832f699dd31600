package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What asking servers depends on, beside the question. */
interface Terms {
    /**
     * Called before each packet.
     *
     * @throws UnfinishedException if that would be too many
     */
    void beforeEach() throws UnfinishedException;

    /** {@return how long to wait for a server} */
    Duration patience(InetSocketAddress server);

    /** {@return why an answer is none; null if it is one} */
    String reasonAgainst(PacketFormat answer);

    /** Called if an answer was none. */
    void refused(InetSocketAddress server, PacketFormat answer);
}
