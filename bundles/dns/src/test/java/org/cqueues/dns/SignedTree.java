package org.cqueues.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.cqueues.dns.impl.SignedZone;
import org.cqueues.dns.impl.SignedZone.Reply;

/** A server that recurses and does not validate, over zones that are signed, and of which some may be told wrongly. */
final class SignedTree implements ScriptedServer.Script {
    private final List<SignedZone> zones = new ArrayList<>();
    private final Map<String, ResourceRecord> unsigned = new HashMap<>();
    private final Map<String, UnaryOperator<Reply>> changes = new HashMap<>();

    /** What becomes of the bytes of an answer on their way. */
    Consumer<byte[]> wire = bytes -> {};

    SignedTree(SignedZone... zones) {
        this.zones.addAll(List.of(zones));
    }

    /** Adds a record of a zone without signatures. */
    void unsigned(String name, RecordType type, String data) {
        unsigned.put(name + ' ' + type, ResourceRecord.of(name, type, 300, data));
    }

    /** Tells something else than the zones do. */
    void change(String name, RecordType type, UnaryOperator<Reply> change) {
        changes.put(name + ' ' + type, change);
    }

    /** {@return what is true} */
    Reply truth(String name, RecordType type) {
        ResourceRecord record = unsigned.get(name + ' ' + type);
        if (record != null) {
            return new Reply(Rcode.NOERROR, List.of(record));
        }
        return zones.stream()
                .filter(zone -> zone.has(name)
                        && !(type.equals(RecordType.DS) && zone.name().equals(name) && zone.labels() > 1))
                .max(Comparator.comparingInt(SignedZone::labels))
                .orElseThrow()
                .answer(name, type);
    }

    @Override
    public void answer(ScriptedServer.Ask ask) throws IOException {
        String name = ask.name().toLowerCase(Locale.ROOT);
        Reply truth = truth(name, ask.type());
        Reply reply = changes.getOrDefault(name + ' ' + ask.type(), UnaryOperator.identity())
                .apply(truth);
        ResourceRecord[] records = reply.records().toArray(ResourceRecord[]::new);
        byte[] wire = ask.answer(reply.rcode(), records).dump();
        if (!ask.tcp && wire.length > 1232) {
            ask.send(ask.answer(reply.rcode()).setflags(Flags.of(0x8380)).dump());
        } else {
            this.wire.accept(wire);
            ask.send(wire);
        }
    }
}
