package org.cqueues.dns.impl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Settings;
import org.cqueues.dns.Settings.Tcp;

/**
 * Asks one server one question once: facade over the transports.
 *
 * @param udp asks over UDP
 * @param ports what is asked from over UDP
 * @param streams asks over TCP and TLS
 * @param client who asks
 */
record Exchange(UdpSockets udp, LocalPorts ports, Streams streams, Client client) {
    /** So many packets that answer nothing are an attack, or noise: they cost time that others need. */
    private static final int MOST_OTHERS = 64;

    /** What is done while the port to ask from is nobody else's. */
    interface Asking {
        PacketFormat ask() throws IOException;
    }

    /**
     * {@return the answer of a server, asked once the port to ask from is free}
     *
     * @param asking calls {@link #ask}; for the time that waiting took it blames nobody
     * @param deadline of the wait
     * @throws SocketTimeoutException if the port is not free in time
     */
    PacketFormat inTurn(Peer peer, Settings settings, Deadline deadline, Asking asking) throws IOException {
        Optional<InetSocketAddress> local = isOverUdp(peer, settings.tcp())
                ? settings.local().filter(own -> Addresses.family(own) == Addresses.family(peer.address()))
                : Optional.empty();
        ports.enter(local, client, deadline);
        try {
            client.requireOpen();
            return asking.ask();
        } finally {
            ports.leave(local);
        }
    }

    private static boolean isOverUdp(Peer peer, Tcp tcp) {
        return tcp != Tcp.ONLY && peer.name().isEmpty();
    }

    /**
     * {@return the answer of a server}
     *
     * @throws SocketTimeoutException if there is none in time
     * @throws IOException if the server cannot be reached, or what it answers is no packet
     */
    PacketFormat ask(Peer peer, QueryFormat query, Tcp tcp, Optional<InetSocketAddress> local, Deadline deadline)
            throws IOException {
        InetSocketAddress server = peer.address();
        if (isOverUdp(peer, tcp)) {
            byte[] answer = overUdp(server, query, tcp, local, deadline);
            boolean truncated = answer == null || (answer[2] & 2) != 0;
            if (!truncated || tcp == Tcp.DISABLE) {
                return parsed(query, answer);
            }
        }
        return parsed(query, streams.ask(client, peer, query, local, deadline));
    }

    private static PacketFormat parsed(QueryFormat query, byte[] answer) throws DnsException {
        query.restoreCase(answer);
        return PacketFormat.parse(answer);
    }

    /** {@return the packet that answers; null if only TCP can tell whether it does} */
    private byte[] overUdp(
            InetSocketAddress server, QueryFormat query, Tcp tcp, Optional<InetSocketAddress> local, Deadline deadline)
            throws IOException {
        UdpSocket socket = udp.connect(server, local);
        boolean clean = false;
        try {
            socket.send(query.wire(), deadline);
            client.tallies().udpSent.add(query.wire().length);
            for (int others = 0; others < MOST_OTHERS; others++) {
                byte[] packet = socket.receive(deadline);
                client.tallies().udpReceived.add(packet.length);
                QueryFormat.Match match = query.match(packet);
                if (match == QueryFormat.Match.ANSWER && (packet.length < UdpSocket.ROOM || tcp == Tcp.DISABLE)) {
                    clean = others == 0;
                    return packet;
                }
                // A server that does not keep the case of a name, or leaves the question out, cannot be told from one
                // that guesses, but by a connection.
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
            if (clean) {
                udp.putBack(socket, server);
            } else {
                udp.discard(socket);
            }
        }
    }

    /** Whoever sends without an end must not keep us beyond the deadline. */
    private static void requireTime(InetSocketAddress server, Deadline deadline) throws SocketTimeoutException {
        if (deadline.isOver()) {
            throw new SocketTimeoutException(Addresses.text(server, -1) + " sent nothing that answers in time");
        }
    }
}
