package org.cqueues.dns.impl;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cqueues.controller.Method;
import org.cqueues.controller.MethodTable;
import org.cqueues.dns.Criteria;
import org.cqueues.dns.DnsException;
import org.cqueues.dns.Flags;
import org.cqueues.dns.Packet;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/** Worker: a packet, whose content is replaced as a whole. Changes are guarded by this. */
final class WirePacket implements Packet {
    private final MethodTable<Packet> methods;
    private final int room;
    private volatile PacketFormat content;

    WirePacket(MethodTable<Packet> methods, int room, PacketFormat content) {
        this.methods = methods;
        this.room = room;
        this.content = content;
    }

    static MethodTable<Packet> table() {
        Map<String, Method<Packet>> originals = Map.of(
                "qid", (self, arguments) -> of(self).content.qid(),
                "setqid", (self, arguments) -> of(self).plainSetqid((Integer) arguments[0]),
                "flags", (self, arguments) -> of(self).content.flags(),
                "setflags", (self, arguments) -> of(self).plainSetflags((Flags) arguments[0]),
                "count", (self, arguments) -> of(self).content.count(sections(arguments[0])),
                "grep", (self, arguments) -> of(self).plainGrep((Criteria) arguments[0]),
                "push", (self, arguments) -> of(self).plainPush((ResourceRecord) arguments[0]),
                "load", (self, arguments) -> of(self).plainLoad((byte[]) arguments[0]),
                "dump", (self, arguments) -> of(self).content.wire(),
                "toString", (self, arguments) -> of(self).plainText());
        return new MethodTable<>(originals);
    }

    private static WirePacket of(Packet self) {
        if (self instanceof WirePacket packet) {
            return packet;
        }
        throw new IllegalArgumentException("not a packet of this service: " + self);
    }

    @SuppressWarnings("unchecked")
    private static Set<Section> sections(Object argument) {
        return (Set<Section>) argument;
    }

    PacketFormat content() {
        return content;
    }

    @Override
    public int qid() {
        return methods.isPlain() ? content.qid() : (Integer) methods.call(this, "qid");
    }

    @Override
    public Packet setqid(int qid) {
        return methods.isPlain() ? plainSetqid(qid) : (Packet) methods.call(this, "setqid", qid);
    }

    private synchronized Packet plainSetqid(int qid) {
        if (qid < 0 || qid > 65535) {
            throw new IllegalArgumentException("a qid is 0 to 65535, not " + qid);
        }
        content = new PacketFormat(qid, content.bits(), content.contents(), null);
        return this;
    }

    @Override
    public Flags flags() {
        return methods.isPlain() ? content.flags() : (Flags) methods.call(this, "flags");
    }

    @Override
    public Packet setflags(Flags flags) {
        return methods.isPlain() ? plainSetflags(flags) : (Packet) methods.call(this, "setflags", flags);
    }

    private synchronized Packet plainSetflags(Flags flags) {
        content = new PacketFormat(content.qid(), flags.bits(), content.contents(), null);
        return this;
    }

    @Override
    public int count() {
        return count(Section.ALL);
    }

    @Override
    public int count(Set<Section> sections) {
        return methods.isPlain() ? content.count(sections) : (Integer) methods.call(this, "count", sections);
    }

    @Override
    public Iterable<ResourceRecord> grep() {
        return grep(Criteria.any());
    }

    @Override
    @SuppressWarnings("unchecked")
    public Iterable<ResourceRecord> grep(Criteria criteria) {
        return methods.isPlain()
                ? plainGrep(criteria)
                : (Iterable<ResourceRecord>) methods.call(this, "grep", criteria);
    }

    private List<ResourceRecord> plainGrep(Criteria criteria) {
        return content.records().stream().filter(criteria::meets).toList();
    }

    @Override
    public Packet push(ResourceRecord record) {
        return methods.isPlain() ? plainPush(record) : (Packet) methods.call(this, "push", record);
    }

    @Override
    public Packet push(String name, RecordType type, RecordClass recordClass) {
        return push(ResourceRecord.question(name, type, recordClass));
    }

    private synchronized Packet plainPush(ResourceRecord record) {
        List<ResourceRecord> records = content.records();
        Section last = records.isEmpty()
                ? Section.QUESTION
                : records.get(records.size() - 1).section();
        if (record.section().compareTo(last) < 0) {
            throw new IllegalStateException("Attempt to push RR out of section order: section " + record.section()
                    + " of " + record.name() + " after " + last);
        }
        PacketFormat longer = content.with(record);
        int length = longer.wire().length;
        if (length - PacketFormat.HEADER > room) {
            throw new IllegalStateException("DNS packet buffer too small: its room is " + room + " bytes, and with "
                    + record.name() + " it needs " + (length - PacketFormat.HEADER));
        }
        content = longer;
        return this;
    }

    @Override
    public Packet load(byte[] wire) throws DnsException {
        return methods.isPlain() ? plainLoad(wire) : (Packet) methods.call(this, "load", wire);
    }

    private synchronized Packet plainLoad(byte[] wire) throws DnsException {
        content = PacketFormat.parse(Objects.requireNonNull(wire, "wire").clone());
        return this;
    }

    @Override
    public byte[] dump() {
        return methods.isPlain() ? content.wire() : (byte[]) methods.call(this, "dump");
    }

    @Override
    public String toString() {
        return methods.isPlain() ? plainText() : (String) methods.call(this, "toString");
    }

    private String plainText() {
        PacketFormat now = content;
        return PacketText.of(now.qid(), now.flags(), now.records());
    }
}
