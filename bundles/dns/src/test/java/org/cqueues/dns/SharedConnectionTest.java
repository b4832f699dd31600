package org.cqueues.dns;

import static org.cqueues.dns.ResolverTest.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.cqueues.controller.Coroutine;
import org.cqueues.controller.CoroutineCancelledException;
import org.cqueues.dns.ScriptedServer.Ask;
import org.cqueues.dns.ScriptedServer.Script;
import org.cqueues.socket.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many questions at a time over one connection, RFC 7766: what servers do to it, and what those who ask do to each other. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class SharedConnectionTest {
    /** Longer than a test may take: whoever is forgotten, and finds his answer at the end of his time, has failed. */
    private static final Duration LONG = Duration.ofMinutes(30);

    private static final int MOST = 4; // connections to a server
    private static final int DEPTH = 100; // questions under way over one

    private final World world = new World();

    @BeforeEach
    void open() throws Exception {
        world.dns.settls(Keys.trusting());
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Resolver resolver(ScriptedServer server, Map<String, Object> more) {
        String address = "[127.0.0.1]:" + server.address().getPort();
        Map<String, Object> values = new HashMap<>(Map.of("lookup", List.of("bind"), "tcp", "only"));
        values.put("nameserver", List.of(server.tls == null ? address : address + "#one.test"));
        values.put("timeout", LONG);
        values.putAll(more);
        return world.dns.resolver(world.dns.config(values), world.dns.hosts());
    }

    private Resolver resolver(ScriptedServer server) {
        return resolver(server, Map.of());
    }

    /** Each name has an address of its own, so that an answer to another would be seen. */
    private static String address(String name) {
        return "192.0.2." + name.substring(1, name.indexOf('.'));
    }

    private static void answer(Ask ask) throws IOException {
        ask.address(address(ask.name()));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i + ".").toList();
    }

    private static void ask(Resolver resolver, String name) throws IOException {
        assertEquals(List.of(address(name)), answers(resolver.query(name, RecordType.A, LONG)));
    }

    private static Body[] asking(Resolver resolver, int count) {
        return names(count).stream()
                .<Body>map(name -> () -> ask(resolver, name))
                .toArray(Body[]::new);
    }

    private static Body[] and(Body last, Body... first) {
        return Stream.concat(Stream.of(first), Stream.of(last)).toArray(Body[]::new);
    }

    /** A script that keeps what it is asked until there is so much of it. */
    private static Script heldUntil(int count, List<Ask> held) {
        return ask -> {
            held.add(ask);
            if (held.size() == count) {
                Collections.reverse(held);
                for (Ask one : held) {
                    answer(one);
                }
                held.clear();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void answersMayComeInAnyOrder(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, heldUntil(50, new ArrayList<>()));
        Resolver resolver = resolver(server);
        world.run(asking(resolver, 50));
        assertEquals(1, server.accepted);
        assertEquals(50, resolver.stat().tcp().sent().count());
        assertEquals(50, resolver.stat().tcp().rcvd().count());
    }

    /** As unbound does whose connections become scarce. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void connectionThatIsOneTooManyForTheServerCostsNobodyHisAnswer(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, SharedConnectionTest::answer);
        server.bears = 1;
        Resolver resolver = resolver(server);
        world.run(asking(resolver, 250));
        world.run(asking(resolver, 250));
        assertTrue(server.accepted <= 3, server.accepted + " connections");
    }

    /** As unbound does, whose patience ends once most of its places are taken. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void serverThatCutsTheOldestOfTooManyIsAskedOverFewer(String transport) throws Exception {
        Map<Object, Ask> open = new LinkedHashMap<>(); // a question of each connection
        List<Ask> held = new ArrayList<>();
        int[] asked = {0};
        ScriptedServer server = world.serverOver(transport, ask -> {
            asked[0]++;
            held.add(ask);
            open.put(ask.connection(), ask);
            if (open.size() == 3) {
                Ask oldest = open.remove(open.keySet().iterator().next());
                oldest.hangUp();
                held.removeIf(one -> one.connection() == oldest.connection());
            }
            if (asked[0] <= 10 || asked[0] > 10 + 2 * DEPTH) { // three are open by then
                for (Ask one : held) {
                    answer(one);
                }
                held.clear();
            }
        });
        Resolver resolver = resolver(server, Map.of("attempts", 1));
        world.run(asking(resolver, 250));
        assertTrue(server.accepted <= 3, server.accepted + " connections");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void oneThatIsNeverAnsweredHoldsUpNobody(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, ask -> {
            if (!ask.name().equalsIgnoreCase("n7.")) {
                answer(ask);
            }
        });
        Resolver resolver = resolver(server, Map.of("attempts", 1, "timeout", 0.3));
        List<String> answered = new ArrayList<>();
        Body[] bodies = names(20).stream()
                .<Body>map(name -> () -> {
                    if (name.equals("n7.")) {
                        DnsException e =
                                assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, LONG));
                        assertTrue(e.detail().contains("no answer within 300 ms"), e.detail());
                        assertEquals(19, answered.size());
                        ask(resolver, "n99.");
                    } else {
                        ask(resolver, name);
                        answered.add(name);
                    }
                })
                .toArray(Body[]::new);
        world.run(bodies);
        assertEquals(1, server.accepted, "one that has answered others is used on");
    }

    @Test
    void questionsUnderWayOverAConnectionAreBounded() throws Exception {
        List<Ask> held = new ArrayList<>();
        Map<Object, Integer> most = new HashMap<>();
        Script script = heldUntil(DEPTH + 50, held);
        ScriptedServer server = world.server(ask -> {
            most.merge(ask.connection(), 1, Integer::sum);
            script.answer(ask);
        });
        world.run(asking(resolver(server), DEPTH + 50));
        assertEquals(Set.of(DEPTH, 50), Set.copyOf(most.values()));
        assertEquals(2, server.accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void questionsOfAConnectionThatIsCutAreAskedOnceMore(String transport) throws Exception {
        Map<String, Integer> asked = new HashMap<>();
        ScriptedServer server = world.serverOver(transport, ask -> {
            int count = asked.merge(ask.name().toLowerCase(), 1, Integer::sum);
            if (count == 1 && asked.size() == 30) {
                ask.hangUp();
            } else if (count > 1 || asked.size() <= 5) {
                answer(ask);
            }
        });
        world.run(asking(resolver(server, Map.of("attempts", 1)), 30));
        assertEquals(5, asked.values().stream().filter(count -> count == 1).count());
        assertEquals(25, asked.values().stream().filter(count -> count == 2).count());
        assertTrue(server.accepted <= 1 + MOST, server.accepted + " connections");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void serverThatAnswersOnceAConnectionAnswersAll(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, ask -> {
            answer(ask);
            ask.hangUp();
        });
        Resolver resolver = resolver(server, Map.of("attempts", 1));
        world.run(asking(resolver, 40));
        assertEquals(40, server.accepted);
        long sent = resolver.stat().tcp().sent().count();
        assertTrue(sent < 2 * 40 + MOST, sent + " questions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void connectionThatIsCutBeforeAnyAnswerIsAFailureOfAll(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, Ask::hangUp);
        Resolver resolver = resolver(server, Map.of("attempts", 1));
        Body[] bodies = names(20).stream()
                .<Body>map(name -> () -> {
                    DnsException e = assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, LONG));
                    assertTrue(e.detail().matches(".*(closed the connection early|reset by peer).*"), e.detail());
                })
                .toArray(Body[]::new);
        world.run(bodies);
        assertEquals(1, server.accepted);
    }

    @Test
    void rubbishEndsTheConnectionAndTheOthersAskAgain() throws Exception {
        List<byte[]> rubbish = List.of(new byte[0], new byte[11], new byte[12], new byte[65535]);
        for (byte[] some : rubbish) {
            Set<Object> connections = new HashSet<>();
            ScriptedServer server = world.server(ask -> {
                connections.add(ask.connection());
                if (connections.size() > 1 || ask.name().equalsIgnoreCase("n0.")) {
                    answer(ask);
                } else if (ask.name().equalsIgnoreCase("n9.")) {
                    ask.send(some);
                }
            });
            Resolver resolver = resolver(server, Map.of("attempts", 1));
            running(server, resolver, 10);
            assertTrue(server.accepted > 1);
            resolver.close();
        }
    }

    /** Runs several times in one test, where {@link World#run} would end all servers. */
    private void running(ScriptedServer server, Resolver resolver, int count) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        int[] left = {count};
        for (Body body : asking(resolver, count)) {
            world.loop.wrap(() -> {
                try {
                    body.run();
                } catch (Exception | AssertionError e) {
                    failures.add(e);
                } finally {
                    if (--left[0] == 0) {
                        server.close();
                    }
                }
            });
        }
        world.loop.loop();
        assertEquals(List.of(), failures);
    }

    @Test
    void answerToAnotherQuestionOfTheSameNumberEndsTheConnection() throws Exception {
        ScriptedServer server = world.server(ask -> ask.send(world.dns
                .packet()
                .setqid(ask.query.qid())
                .setflags(Flags.of(0x8180))
                .push("other.", RecordType.A, RecordClass.IN)
                .dump()));
        Resolver resolver = resolver(server, Map.of("attempts", 1));
        world.run(() -> {
            DnsException e = assertThrows(DnsException.class, () -> resolver.query("n1.", RecordType.A, LONG));
            assertTrue(e.detail().contains("what was not asked"), e.detail());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16})
    void answersThatNobodyKnowsAreDroppedWithinABound(int count) throws Exception {
        ScriptedServer server = world.server(ask -> {
            for (int i = 0; i < count; i++) {
                ask.send(ask.answer(Rcode.NOERROR).setqid(ask.query.qid() ^ 1).dump());
            }
            answer(ask);
        });
        Resolver resolver = resolver(server, Map.of("attempts", 1));
        world.run(() -> {
            if (count < 16) {
                ask(resolver, "n1.");
                ask(resolver, "n2."); // the next begins anew
            } else {
                DnsException e = assertThrows(DnsException.class, () -> resolver.query("n1.", RecordType.A, LONG));
                assertTrue(e.detail().contains("what was not asked"), e.detail());
            }
        });
        assertEquals(1, server.accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void cancelledQuestionsLeaveTheOthersAlone(String transport) throws Exception {
        List<Ask> held = new ArrayList<>();
        ScriptedServer server = world.serverOver(transport, held::add);
        Resolver resolver = resolver(server);
        List<Coroutine> cancelled = new ArrayList<>();
        for (String name : names(100).subList(0, 50)) {
            cancelled.add(world.loop.wrap(() -> resolver.query(name, RecordType.A, LONG))); // the leader is among them
        }
        List<Body> bodies = new ArrayList<>();
        for (String name : names(100).subList(50, 100)) {
            bodies.add(() -> ask(resolver, name));
        }
        bodies.add(() -> {
            world.await(() -> held.size() == 100);
            cancelled.forEach(Coroutine::cancel);
            world.controllers.poll();
            for (Ask ask : held) {
                answer(ask); // late for half of them
            }
            world.await(() -> resolver.stat().tcp().rcvd().count() == 100);
            held.clear();
        });
        world.run(bodies.toArray(Body[]::new));
        assertEquals(1, server.accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void whoOpensTheConnectionMayBeCancelled(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, SharedConnectionTest::answer);
        Resolver resolver = resolver(server);
        Coroutine first = world.loop.wrap(() -> resolver.query("n0.", RecordType.A, LONG));
        world.run(and(first::cancel, asking(resolver, 20)));
        assertEquals(1, server.accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void connectionThatHasGoneSilentIsNotUsedAgain(String transport) throws Exception {
        Set<Object> connections = new HashSet<>();
        ScriptedServer server = world.serverOver(transport, ask -> {
            connections.add(ask.connection());
            if (connections.size() > 1) {
                answer(ask);
            }
        });
        Resolver resolver = resolver(server, Map.of("timeout", 0.5));
        world.run(() -> {
            ask(resolver, "n1."); // in the second attempt
            ask(resolver, "n2.");
        });
        assertEquals(2, server.accepted);
    }

    @Test
    void idleConnectionsAreFew() throws Exception {
        List<Ask> held = new ArrayList<>();
        ScriptedServer server = world.server(heldUntil(4 * DEPTH, held));
        Resolver resolver = resolver(server);
        long open = World.openSockets();
        Body[] bodies = IntStream.range(0, 4 * DEPTH)
                .<Body>mapToObj(i -> () -> resolver.query("n1." + i + ".", RecordType.MX, LONG))
                .toArray(Body[]::new);
        world.run(and(() -> world.await(() -> resolver.stat().tcp().rcvd().count() == 4 * DEPTH), bodies));
        assertEquals(4, server.accepted);
        long serving = 2; // the server's own, which are closed by now
        assertEquals(2, World.openSockets() - (open - serving), "two are kept");
    }

    @Test
    void closingEndsWaitsForAConnection() throws Exception {
        Set<Object> connections = new HashSet<>();
        ScriptedServer server = world.server(ask -> {
            connections.add(ask.connection());
            if (ask.name().equalsIgnoreCase("n0.")) {
                answer(ask);
            } else if (connections.size() == 1 && ask.name().equalsIgnoreCase("n19.")) {
                ask.hangUp(); // from now on it is asked one question at a time over each
            }
        });
        Resolver resolver = resolver(server);
        Body[] bodies = names(20).stream()
                .<Body>map(name -> () -> {
                    if (name.equals("n0.")) {
                        ask(resolver, name);
                        world.await(() -> server.asked.size() == 20 + MOST);
                        resolver.close();
                    } else {
                        assertThrows(ClosedChannelException.class, () -> resolver.query(name, RecordType.A, LONG));
                    }
                })
                .toArray(Body[]::new);
        world.run(bodies);
        assertEquals(1 + MOST, server.accepted);
    }

    @Test
    void waitForAPlaceEndsInTime() throws Exception {
        ScriptedServer server = world.server(ask -> {
            if (ask.name().equalsIgnoreCase("n0.")) {
                answer(ask);
            } else if (ask.name().equalsIgnoreCase("n19.")) {
                ask.hangUp();
            }
        });
        Resolver resolver = resolver(server, Map.of("attempts", 1, "timeout", 0.5));
        Body[] bodies = names(20).stream()
                .<Body>map(name -> () -> {
                    if (name.equals("n0.")) {
                        ask(resolver, name);
                    } else {
                        assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, LONG));
                    }
                })
                .toArray(Body[]::new);
        world.run(bodies);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void controllersAndThreadsShareConnections(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, SharedConnectionTest::answer);
        Resolver resolver = resolver(server);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(guarded(failures, () -> {
                try (Controller own = world.controllers.create()) {
                    for (Body body : asking(resolver, 100)) {
                        own.wrap(guarded(failures, body)::run);
                    }
                    own.loop();
                }
            })));
        }
        for (String name : names(40)) {
            threads.add(new Thread(guarded(failures, () -> ask(resolver, name))));
        }
        threads.forEach(Thread::start);
        world.run(() -> world.await(() -> threads.stream().noneMatch(Thread::isAlive)));
        assertEquals(List.of(), List.copyOf(failures));
        assertTrue(server.accepted <= MOST, server.accepted + " connections");
    }

    /** Answers, answers late or never, cuts and talks nonsense, by chance. */
    private static Script moody(Random random, List<Ask> held) {
        return ask -> {
            int mood = random.nextInt(100);
            if (mood < 3) {
                ask.hangUp();
            } else if (mood < 5) {
                ask.send(new byte[mood]);
            } else if (mood < 25) {
                held.add(ask);
            } else {
                answer(ask);
            }
            if (held.size() > 10) {
                Ask late = held.remove(random.nextInt(held.size()));
                if (late.connection() == ask.connection() && mood > 5) {
                    answer(late);
                }
            }
        };
    }

    /** Every one of them is told something, and what is told as an answer is one. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void everybodyIsToldWhateverTheServerDoes(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, moody(new Random(1), new ArrayList<>()));
        Resolver resolver = resolver(server, Map.of("timeout", 0.3));
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger told = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(new Thread(guarded(failures, () -> {
                try (Controller own = world.controllers.create()) {
                    List<Coroutine> some = new ArrayList<>();
                    for (String name : names(80)) {
                        Coroutine asking = own.wrap(guarded(failures, () -> askIfPossible(resolver, name, told))::run);
                        if (name.endsWith("7.")) {
                            some.add(asking);
                        }
                    }
                    own.step(Duration.ofMillis(20));
                    some.forEach(Coroutine::cancel);
                    own.loop();
                }
            })));
        }
        for (String name : names(20)) {
            threads.add(new Thread(guarded(failures, () -> askIfPossible(resolver, name, told))));
        }
        threads.forEach(Thread::start);
        world.run(() -> world.await(() -> threads.stream().noneMatch(Thread::isAlive)));
        assertEquals(List.of(), List.copyOf(failures));
        assertTrue(told.get() >= 3 * 72 + 20, told + " were told");
    }

    private static void askIfPossible(Resolver resolver, String name, AtomicInteger told) throws IOException {
        try {
            ask(resolver, name);
        } catch (DnsException e) {
            assertEquals(DnsException.Kind.FAIL, e.kind());
        } catch (CoroutineCancelledException e) {
            return;
        }
        told.incrementAndGet();
    }

    private static Runnable guarded(ConcurrentLinkedQueue<Throwable> failures, Body body) {
        return () -> {
            try {
                body.run();
            } catch (Exception | AssertionError e) {
                failures.add(e);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void controllerThatIsNotSteppedHoldsUpNobody(String transport) throws Exception {
        List<Ask> held = new ArrayList<>();
        ScriptedServer server = world.serverOver(transport, ask -> {
            if (ask.name().equalsIgnoreCase("n1.")) {
                held.add(ask);
            } else {
                answer(ask);
            }
        });
        Resolver resolver = resolver(server);
        List<String> done = new ArrayList<>();
        try (Controller idle = world.controllers.create()) {
            idle.wrap(() -> {
                ask(resolver, "n1.");
                done.add("n1.");
            });
            while (held.isEmpty()) { // it waits for an answer then, and leads
                idle.step(Duration.ZERO);
                world.loop.step(Duration.ofMillis(1));
            }
            Body[] others = names(99).subList(2, 99).stream()
                    .<Body>map(name -> () -> ask(resolver, name))
                    .toArray(Body[]::new);
            world.run(and(
                    () -> {
                        answer(held.get(0));
                        world.await(() -> resolver.stat().tcp().rcvd().count() == 98);
                    },
                    others));
            assertEquals(List.of(), done);
            idle.loop();
        }
        assertEquals(List.of("n1."), done);
        assertEquals(1, server.accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void connectionThatAControllerIsOpeningHoldsUpNoOther(String transport) throws Exception {
        ScriptedServer server = world.serverOver(transport, SharedConnectionTest::answer);
        Resolver resolver = resolver(server);
        try (Controller idle = world.controllers.create()) {
            Coroutine begun = idle.wrap(() -> resolver.query("n1.", RecordType.A, LONG));
            idle.step(Duration.ZERO);
            world.run(asking(resolver, 20));
            begun.cancel();
            idle.step(Duration.ZERO);
        }
        assertTrue(server.accepted <= 2, server.accepted + " connections");
    }

    /** The kernel takes what there is room for; the rest is kept here, within a bound. */
    @Test
    void peerThatNeverReadsIsGivenUp() throws Exception {
        Socket listener = world.sockets.listen("127.0.0.1", 0).listen();
        List<Socket> accepted = new ArrayList<>();
        world.loop.wrap(() -> {
            for (Socket client : listener.clients()) {
                accepted.add(client);
            }
        });
        Resolver resolver = world.resolver(
                Map.of("tcp", "only", "attempts", 1, "timeout", 0.3),
                listener.localname().inet());
        int[] left = {DEPTH};
        Body[] bodies = names(DEPTH).stream()
                .<Body>map(name -> () -> {
                    DnsException e = assertThrows(DnsException.class, () -> resolver.query(name, RecordType.A, LONG));
                    assertTrue(e.detail().contains("no answer within 300 ms"), e.detail());
                    if (--left[0] == 0) {
                        accepted.forEach(Socket::close);
                        listener.close();
                    }
                })
                .toArray(Body[]::new);
        world.run(bodies);
        assertEquals(1, accepted.size());
    }
}
