package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Controllers;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.kernel.Kernel;
import org.cqueues.socket.Format;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries that chance made alike. */
@Timeout(value = 10, threadMode = SEPARATE_THREAD)
class StreamsTest {
    private static final Duration LONG = Duration.ofMinutes(30);
    private static final Question QUESTION =
            new Question("a-name-of-many-letters.in-other-cases.example.", RecordType.A, RecordClass.IN);

    private final Kernel kernel = Kernel.open();
    private final Controllers controllers = Controllers.open(kernel);
    private final Sockets sockets = Sockets.open(kernel, controllers);
    private final Controller loop = controllers.create();
    private final List<byte[]> queries = new ArrayList<>();

    @AfterEach
    void close() {
        sockets.close();
        controllers.close();
        kernel.close();
    }

    private static QueryFormat numbered(int number) {
        QueryFormat query = new QueryFormat(QUESTION, Manner.stub(true));
        query.wire()[0] = (byte) (number >> 8);
        query.wire()[1] = (byte) number;
        return query;
    }

    /** Reads so many queries, then answers them, the last first, each with its own question. */
    private void serve(Socket client, int count) throws IOException {
        client.setmode("b", "bn");
        for (int i = 0; i < count; i++) {
            byte[] length = client.readBytes(Format.bytes(2));
            queries.add(client.readBytes(Format.bytes((length[0] & 255) << 8 | length[1] & 255)));
        }
        List<byte[]> answers = new ArrayList<>(queries);
        Collections.reverse(answers);
        for (byte[] query : answers) {
            byte[] answer = query.clone();
            answer[2] |= (byte) 0x80;
            client.write(MessageStream.framed(answer));
        }
    }

    @Test
    void numbersOfThoseUnderWayDiffer() throws Exception {
        Socket listener = sockets.listen("127.0.0.1", 0).listen();
        Peer server = new Peer(listener.localname().inet(), Optional.empty());
        Client client = new Client(new Tallies(), Optional::empty);
        Streams streams = new Streams(kernel, controllers, sockets);
        Deadline deadline = Deadline.never(kernel).within(LONG);
        loop.wrap(() -> serve(listener.accept(), 50));
        for (int i = 0; i < 50; i++) {
            QueryFormat query = numbered(7);
            loop.wrap(() -> {
                byte[] answer = streams.ask(client, server, query, Optional.empty(), deadline);
                // The case of the letters tells whose it is.
                int from = PacketFormat.HEADER;
                assertArrayEquals(tail(query.wire(), from), tail(answer, from));
            });
        }
        loop.loop();
        Set<Integer> numbers = new HashSet<>();
        queries.forEach(query -> numbers.add(QueryFormat.number(query)));
        assertEquals(50, numbers.size());
        streams.close();
    }

    private static byte[] tail(byte[] packet, int from) {
        return Arrays.copyOfRange(packet, from, packet.length);
    }
}
