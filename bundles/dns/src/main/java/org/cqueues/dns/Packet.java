package org.cqueues.dns;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A DNS packet: a header and records in four sections, which are appended in order. Any thread. Guide 3.2.8. {@link Dns} makes them.
 *
 * <p>A packet that a resolver gave is the caller's own.
 */
@ProviderType
public interface Packet {
    /** Room that every question fits in, in bytes: 256 for the name, two each for type and class. */
    int QUESTION_ROOM = 260;

    /** {@return the number that a response has in common with its query, 0 to 65535} */
    int qid();

    /**
     * Sets the number that a response has in common with its query.
     *
     * @param qid 0 to 65535
     * @return this packet
     * @throws IllegalArgumentException if it is out of range
     */
    Packet setqid(int qid);

    /** {@return the flags of the header, and the rcode with what EDNS adds to it} */
    Flags flags();

    /**
     * Sets the flags of the header.
     *
     * @param flags what to set; the part of the rcode above 15 is that of the packet's OPT record and stays
     * @return this packet
     */
    Packet setflags(Flags flags);

    /** {@return how many records there are} */
    int count();

    /**
     * {@return how many records there are in some sections}
     *
     * @param sections such as {@link Section#of(int)} gives
     */
    int count(Set<Section> sections);

    /** {@return all records, in order, as of now} */
    Iterable<ResourceRecord> grep();

    /**
     * {@return the records that meet all criteria, in order, as of now}
     *
     * @param criteria which records
     */
    Iterable<ResourceRecord> grep(Criteria criteria);

    /**
     * Appends a record.
     *
     * @param record record, which the section that it names gets
     * @return this packet
     * @throws IllegalStateException if a later section has records already, or the packet has no room for it, compressed
     */
    Packet push(ResourceRecord record);

    /**
     * Appends a question.
     *
     * @param name name to ask for
     * @param type type to ask for
     * @param recordClass class to ask for
     * @return this packet
     * @throws IllegalArgumentException if it is no name
     * @throws IllegalStateException if a later section has records already, or the packet has no room for it
     */
    Packet push(String name, RecordType type, RecordClass recordClass);

    /**
     * Replaces everything by what a packet in wire format says.
     *
     * @param wire whole message, at most 65535 bytes
     * @return this packet
     * @throws DnsException of kind {@link DnsException.Kind#ILLEGAL} if it is none; then nothing has changed
     */
    Packet load(byte[] wire) throws DnsException;

    /** {@return the packet in wire format, its names compressed} */
    byte[] dump();

    /** {@return the packet as text, much as {@code dig} shows it} */
    @Override
    String toString();
}
