package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages in pieces, many at once, and to a peer that does not read. */
@Timeout(value = 10, threadMode = SEPARATE_THREAD)
class MessageStreamTest {
    private static final byte[] LARGE = new byte[65_535];

    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Sockets sockets = Sockets.open(kernel, controllers);
    private Socket near;
    private Socket far;
    private MessageStream stream;

    @AfterEach
    void close() {
        sockets.close();
        controllers.close();
        kernel.close();
    }

    private void run(Body body) throws Exception {
        controllers.inCoroutine(() -> {
            List<Socket> pair = sockets.pair();
            near = pair.get(0);
            far = pair.get(1);
            far.setmode("b", "bn");
            stream = new MessageStream(near);
            body.run();
            return null;
        });
    }

    private List<Integer> lengths() throws IOException {
        return stream.receive().stream().map(message -> message.length).toList();
    }

    @Test
    void messagesComeWholeHoweverTheyAreCut() throws Exception {
        run(() -> {
            String two = MessageStream.framed(new byte[300]) + MessageStream.framed(new byte[0]);
            for (int i = 0; i < two.length() - 1; i++) {
                far.write(two.substring(i, i + 1));
                assertEquals(i == 301 ? List.of(300) : List.of(), lengths());
            }
            far.write(two.substring(two.length() - 1) + two);
            assertEquals(List.of(0, 300, 0), lengths());
        });
    }

    @Test
    void whatCameBeforeTheEndIsTold() throws Exception {
        run(() -> {
            far.write(MessageStream.framed(new byte[20]) + "\0");
            far.close();
            stream.send(MessageStream.framed(new byte[20])); // the peer takes no more
            assertEquals(List.of(20), lengths());
            IOException thrown = assertThrows(IOException.class, stream::receive);
            assertTrue(thrown instanceof EOFException, thrown.toString());
        });
    }

    @Test
    void floodIsTakenInPortions() throws Exception {
        run(() -> {
            far.write(MessageStream.framed(new byte[0]).repeat(20_000));
            int first = stream.receive().size();
            assertTrue(first > 0 && first < 20_000, first + " messages");
            for (int all = first; all < 20_000; ) {
                all += stream.receive().size();
            }
        });
    }

    @Test
    void whatThePeerDoesNotReadIsKeptAndCanBeTakenBack() throws Exception {
        run(() -> {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                LARGE[0] = (byte) i;
                all.add(MessageStream.framed(LARGE));
                stream.send(all.get(i)); // waits for nobody
            }
            assertFalse(stream.takeBack(all.get(0)), "the system has it");
            assertTrue(stream.takeBack(all.get(18)));
            assertFalse(stream.takeBack(all.get(18)));
            List<Integer> read = new ArrayList<>();
            while (read.size() < 19) {
                stream.receive();
                byte[] message = far.readBytes(Format.bytes(2 + LARGE.length));
                read.add((int) message[2]);
            }
            assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19), read);
        });
    }

    @Test
    void messageThatIsHalfSentCannotBeTakenBack() throws Exception {
        run(() -> {
            String message = MessageStream.framed(LARGE);
            int sent = 0;
            for (boolean taken = false; !taken; sent++) {
                String copy = new String(message); // each an object of its own
                stream.send(copy);
                taken = sent > 0 && stream.takeBack(copy);
            }
            stream.send(MessageStream.framed(new byte[7]));
            for (int i = 0; i < sent; i++) {
                stream.receive();
                byte[] length = far.readBytes(Format.bytes(2));
                int expected = i == sent - 1 ? 7 : LARGE.length;
                assertEquals(expected, (length[0] & 255) << 8 | length[1] & 255, "what was begun is sent to its end");
                for (int left = expected; left > 0; ) {
                    stream.receive();
                    left -= far.readBytes(Format.upTo(left)).length;
                }
            }
        });
    }
}
