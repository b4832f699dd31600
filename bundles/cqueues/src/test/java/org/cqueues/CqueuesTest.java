package org.cqueues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.condition.Condition;
import org.cqueues.controller.Controller;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // an interrupt cannot end a native wait
class CqueuesTest {
    @Test
    void packetsAreMadeToo() {
        try (Cqueues cq = Cqueues.open()) {
            assertEquals(0, cq.dns().packet().count());
        }
    }

    @Test
    void servicesWorkTogetherWithoutAFramework() throws IOException {
        List<String> answers = new ArrayList<>();
        try (Cqueues cq = Cqueues.open()) {
            Controller loop = cq.controllers().create();
            Condition asked = cq.conditions().create();
            Socket server = cq.sockets().listen("127.0.0.1", 0);
            int port = server.localname().port();
            loop.wrap(() -> {
                asked.await();
                Socket client = server.accept();
                client.write(client.read("*L"));
                client.shutdown("w");
            });
            loop.wrap(() -> {
                Socket client = cq.sockets().connect("127.0.0.1", port);
                client.write("hello\n").flush();
                asked.signal();
                answers.add(client.read());
            });
            loop.loop();
        }

        assertEquals(List.of("hello"), answers);
    }

    @Test
    void closeEndsEverythingAndMayBeRepeated() {
        Cqueues cq = Cqueues.open();
        Controller loop = cq.controllers().create();
        Socket server = cq.sockets().listen("127.0.0.1", 0);

        cq.close();
        cq.close();

        assertTrue(loop.isClosed());
        assertThrows(Exception.class, server::localname);
        assertThrows(IllegalStateException.class, () -> cq.sockets().listen("127.0.0.1", 0));
    }

    @Test
    void twoShareNothing() {
        Cqueues one = Cqueues.open();
        try (Cqueues other = Cqueues.open()) {
            one.controllers().interpose("count", (self, none) -> 42);
            Controller loop = other.controllers().create();
            loop.wrap(() -> other.controllers().sleep(0));
            one.close();

            assertEquals(1, loop.count());
            assertTrue(loop.loop());
        }
    }

    @Test
    void settingThatCannotBeMetIsRefusedWithItsName() {
        System.setProperty(Kernel.BACKEND_SETTING, "nonesuch");
        try {
            String message =
                    assertThrows(IllegalStateException.class, Cqueues::open).getMessage();

            assertTrue(message.contains("nonesuch"), message);
        } finally {
            System.clearProperty(Kernel.BACKEND_SETTING);
        }
    }
}
