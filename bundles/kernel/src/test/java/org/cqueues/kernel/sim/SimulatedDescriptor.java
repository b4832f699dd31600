package org.cqueues.kernel.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.cqueues.kernel.SocketCalls;
import org.cqueues.kernel.SocketName;

/** One open descriptor of a simulation: state, guarded by its {@link SimulatedDescriptors}. */
final class SimulatedDescriptor {
    /** Bytes that a stream holds before a write would block, until a test says otherwise. */
    static final int ROOM = 65_536;

    final int fd;
    final SocketCalls.Family family;
    final SocketCalls.Type type;
    final Deque<Byte> incoming = new ArrayDeque<>();
    final Deque<Long> nextReads = new ArrayDeque<>();
    final Deque<Long> nextWrites = new ArrayDeque<>();
    final Deque<SimulatedDescriptor> backlog = new ArrayDeque<>();
    final Map<SocketCalls.Option, Integer> options = new EnumMap<>(SocketCalls.Option.class);
    int room = ROOM;
    SimulatedDescriptor peer;
    SocketName local; // null: not bound
    SocketName remote; // null: not connected
    boolean listening;
    boolean connected;
    boolean readable;
    boolean writable;
    boolean priority;
    boolean readShut;
    boolean writeShut;
    boolean peerShut;
    boolean hungUp;
    int error;
    BooleanSupplier readableNow = () -> false;

    SimulatedDescriptor(int fd, SocketCalls.Family family, SocketCalls.Type type) {
        this.fd = fd;
        this.family = family;
        this.type = type;
    }

    /** {@return bits of readiness; all of them after an error or a hang-up} */
    int ready() {
        if (error != 0 || hungUp) {
            return 7;
        }
        boolean reads = readable
                || readableNow.getAsBoolean()
                || !incoming.isEmpty()
                || !backlog.isEmpty()
                || readShut
                || peerShut;
        boolean writes = writable || connected && (writeShut || peer == null || peer.incoming.size() < peer.room);
        return (reads ? 1 : 0) | (writes ? 2 : 0) | (priority ? 4 : 0);
    }

    void connect(SimulatedDescriptor other) {
        peer = other;
        connected = true;
    }
}
