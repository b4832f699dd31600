package org.cqueues.dns;

/**
 * What a resolver has sent and received: value. Guide 3.2.12, {@code resolver:stat}.
 *
 * @param queries queries submitted by users
 * @param udp over UDP
 * @param tcp over TCP
 */
public record ResolverStat(long queries, Transport udp, Transport tcp) {
    /**
     * Packets over one transport.
     *
     * @param sent to servers
     * @param rcvd from servers, those that do not count as answers included
     */
    public record Transport(Tally sent, Tally rcvd) {}

    /**
     * Packets in one direction.
     *
     * @param count how many
     * @param bytes their bytes; over TCP without the length before each
     */
    public record Tally(long count, long bytes) {}
}
