package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.TestLoop;
import org.cqueues.socket.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a place in a connection. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ConnectionsTest {
    private static final class World extends TestLoop {}

    private final World world = new World();
    private final Sockets sockets = Sockets.open(world.kernel, world.controllers);
    private final Client client = new Client(new Tallies(), Optional::empty);
    private final Deadline never = Deadline.never(world.kernel);
    private final Route route = new Route(
            new Peer(new InetSocketAddress("127.0.0.1", 9), Optional.empty()), Optional.empty(), Optional.empty());
    private final Connections connections =
            new Connections(world.kernel, world.controllers, new StreamSockets(sockets), route);

    @AfterEach
    void close() {
        connections.close();
        sockets.close();
        world.close();
    }

    @Test
    void whoWantsAnotherConnectionKeepsNobodyFromAPlace() throws Exception {
        List<Pipeline> boarded = new ArrayList<>();
        world.run(() -> {
            Pipeline first = connections.board(client, any -> true, never);
            for (int i = 1; i < Tolerance.DEPTH; i++) {
                assertEquals(first, connections.board(client, any -> true, never));
            }
            Coroutine choosy =
                    world.loop.wrap(() -> connections.board(client, later -> later.number() > first.number(), never));
            world.loop.wrap(() -> boarded.add(connections.board(client, any -> true, never)));
            world.settle();
            assertEquals(List.of(), boarded);

            connections.leave(first, true);
            world.settle();
            assertEquals(List.of(first), boarded);
            choosy.cancel();
        });
    }
}
