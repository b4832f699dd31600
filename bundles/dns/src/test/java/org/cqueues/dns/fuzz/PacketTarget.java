package org.cqueues.dns.fuzz;

import org.cqueues.dns.Dns;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Packet;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.impl.Unplugged;

/** Reads bytes as a packet. What is read has a text, and is written so that it reads back the same. */
public final class PacketTarget {
    private static final Dns DNS = Unplugged.dns();

    private PacketTarget() {}

    /**
     * Tries one input.
     *
     * @param wire anything
     */
    public static void fuzzerTestOneInput(byte[] wire) throws DnsException {
        Packet packet;
        try {
            packet = DNS.packet(wire);
        } catch (DnsException e) {
            return; // told that it is none
        }
        String text = packet.toString();
        for (ResourceRecord record : packet.grep()) {
            record.toString();
            record.data().toString();
        }
        Packet again = DNS.packet(packet.dump());
        if (!again.toString().equals(text)) {
            throw new IllegalStateException("read " + text + "\nand then " + again);
        }
    }
}
