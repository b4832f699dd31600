package org.cqueues.kernel.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cqueues.kernel.SocketCalls;

/** The open descriptors of a simulation and its pollers: its monitor guards the whole simulation. */
final class SimulatedDescriptors {
    /** As in a process, 0 to 2 are taken. */
    private static final int FIRST = 3;

    private final TreeMap<Integer, SimulatedDescriptor> open = new TreeMap<>();
    private final List<SimulatedPoller> pollers = new ArrayList<>();
    private final Map<String, Integer> calls = new HashMap<>();
    int limit = 1024;

    /** {@return a new descriptor with the lowest free number, as POSIX wants it; null if the limit is reached} */
    SimulatedDescriptor create(SocketCalls.Family family, SocketCalls.Type type) {
        if (open.size() >= limit) {
            return null;
        }
        int fd = FIRST;
        while (open.containsKey(fd)) {
            fd++;
        }
        SimulatedDescriptor descriptor = new SimulatedDescriptor(fd, family, type);
        open.put(fd, descriptor);
        return descriptor;
    }

    /** {@return an open descriptor, or null} */
    SimulatedDescriptor find(int fd) {
        return open.get(fd);
    }

    /** {@return an open descriptor that a test names} */
    SimulatedDescriptor require(int fd) {
        SimulatedDescriptor descriptor = open.get(fd);
        if (descriptor == null) {
            throw new AssertionError("fd " + fd + " is not open");
        }
        return descriptor;
    }

    Iterable<SimulatedDescriptor> all() {
        return open.values();
    }

    int count() {
        return open.size();
    }

    /** {@return whether it was open} */
    boolean close(int fd) {
        for (SimulatedPoller poller : pollers) {
            if (poller.watches(fd)) {
                throw new AssertionError("fd " + fd + " is closed while it is watched");
            }
        }
        SimulatedDescriptor descriptor = open.remove(fd);
        if (descriptor == null) {
            return false;
        }
        descriptor.backlog.forEach(waiting -> close(waiting.fd));
        if (descriptor.peer != null) {
            descriptor.peer.peerShut = true;
            descriptor.peer.hungUp = true;
            descriptor.peer.peer = null;
        }
        return true;
    }

    void add(SimulatedPoller poller) {
        pollers.add(poller);
    }

    void remove(SimulatedPoller poller) {
        pollers.remove(poller);
    }

    void count(String call) {
        calls.merge(call, 1, Integer::sum);
    }

    int calls(String call) {
        return calls.getOrDefault(call, 0);
    }

    void clearCalls() {
        calls.clear();
    }
}
