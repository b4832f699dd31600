package org.cqueues.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guide's echo server (4.2), as its users write it, against clients of ours. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class EchoTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void serve(Socket server) {
        for (Socket client : server.clients()) {
            world.loop.wrap(() -> {
                for (String line : client.lines("*L")) {
                    client.write(line);
                }
                client.shutdown("w");
            });
        }
    }

    @Test
    void linesComeBack() throws Exception {
        List<String> received = new ArrayList<>();
        Socket server = world.sockets.listen("127.0.0.1", 0);
        world.run(() -> serve(server), () -> {
            Socket client = world.clientOf(server);
            for (String line : List.of("one\n", "\n", "grün\n", "last")) {
                client.write(line);
            }
            client.shutdown("w");
            client.lines().forEach(received::add);
            server.close();
        });

        assertEquals(List.of("one", "", "grün", "last"), received);
    }

    @Test
    void aServerThatNeverClosesLeaksNothing() throws Exception {
        long before = World.openSockets();
        Socket server = world.listener();
        world.run(() -> serve(server), () -> {
            for (int i = 0; i < 10; i++) {
                Socket client = world.clientOf(server);
                client.write("hello\n");
                client.shutdown("w");
                assertEquals("hello", client.read());
                assertNull(client.read());
            }
            world.settle();
            assertEquals(before + 1, World.openSockets(), "only the listener is open");
            server.close();
        });
    }

    @Test
    void aThousandConnectionsAreServedAtATime() throws Exception {
        int count = 1000;
        world.kernel.raiseDescriptorLimit();
        long before = World.openSockets();
        Socket server = world.listener();
        world.run(() -> serve(server), () -> {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(world.clientOf(server).connect());
            }
            for (int round = 0; round < 3; round++) {
                for (Socket client : clients) {
                    client.write("round " + round + "\n");
                }
                for (Socket client : clients) {
                    assertEquals("round " + round, client.read());
                }
            }
            for (Socket client : clients) {
                client.shutdown("w");
                assertNull(client.read());
            }
            server.close();
        });

        assertEquals(before, World.openSockets());
    }
}
