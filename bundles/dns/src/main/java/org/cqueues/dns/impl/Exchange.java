package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Settings.Tcp;
import org.cqueues.kernel.SocketName;
import org.cqueues.socket.Datagram;
import org.cqueues.socket.Socket;

/**
 * Asks one server one question once: facade over both transports.
 *
 * @param wires makes the sockets
 * @param streams asks over TCP
 * @param tallies counts
 */
record Exchange(Wires wires, Streams streams, Tallies tallies) {
    /** Room for a packet over UDP: more than was allowed for, so that a server that sends more is heard. */
    private static final int ROOM = 4096;

    /** So many packets that answer nothing are an attack, or noise: they cost time that others need. */
    private static final int MOST_OTHERS = 64;

    /**
     * {@return the answer of a server}
     *
     * @throws SocketTimeoutException if there is none in time
     * @throws IOException if the server cannot be reached, or what it answers is no packet
     */
    PacketFormat ask(
            InetSocketAddress server, QueryFormat query, Tcp tcp, Optional<InetSocketAddress> local, Deadline deadline)
            throws IOException {
        if (tcp != Tcp.ONLY) {
            byte[] answer = overUdp(server, query, tcp, local, deadline);
            boolean truncated = answer == null || (answer[2] & 2) != 0;
            if (!truncated || tcp == Tcp.DISABLE) {
                return parsed(query, answer);
            }
        }
        return parsed(query, streams.ask(server, query, local, deadline));
    }

    private static PacketFormat parsed(QueryFormat query, byte[] answer) throws DnsException {
        query.restoreCase(answer);
        return PacketFormat.parse(answer);
    }

    /** {@return the packet that answers; null if only TCP can tell whether it does} */
    private byte[] overUdp(
            InetSocketAddress server, QueryFormat query, Tcp tcp, Optional<InetSocketAddress> local, Deadline deadline)
            throws IOException {
        Socket socket = wires.datagrams(server, local);
        try {
            socket.sendto(query.wire(), SocketName.UNSPECIFIED, deadline.left());
            tallies.udpSent.add(query.wire().length);
            for (int others = 0; others < MOST_OTHERS; others++) {
                Datagram datagram = socket.recvfrom(ROOM, deadline.left());
                byte[] packet = datagram.bytes();
                tallies.udpReceived.add(packet.length);
                QueryFormat.Match match = query.match(packet);
                if (match == QueryFormat.Match.ANSWER && !(datagram.truncated() && tcp != Tcp.DISABLE)) {
                    return packet;
                }
                // A server that does not keep the case of a name cannot be told from one that guesses, but by a
                // connection.
                if (match != QueryFormat.Match.NONE && tcp != Tcp.DISABLE) {
                    return null;
                }
                requireTime(server, deadline);
            }
            if (tcp != Tcp.DISABLE) {
                return null;
            }
            throw new IOException(Addresses.text(server, -1) + " sent " + MOST_OTHERS + " packets that answer nothing");
        } finally {
            wires.close(socket);
        }
    }

    /** Whoever sends without an end must not keep us beyond the deadline. */
    private static void requireTime(InetSocketAddress server, Deadline deadline) throws SocketTimeoutException {
        if (deadline.isOver()) {
            throw new SocketTimeoutException(Addresses.text(server, -1) + " sent nothing that answers in time");
        }
    }
}
