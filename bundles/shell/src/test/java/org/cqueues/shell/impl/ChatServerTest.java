package org.cqueues.shell.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cqueues.condition.Conditions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people in a chat see of each other. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ChatServerTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** What a deaf one is waited for, and nobody else takes: longer than a busy machine keeps a thread from reading. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Served chat(Duration idle, Duration patience) throws Exception {
        Served served = Served.start(
                services -> new ChatServer(
                        services.controllers(),
                        services.sockets(),
                        Conditions.open(services.controllers()),
                        idle,
                        patience),
                (server, upkeep, listening, err) -> server.serve("127.0.0.1", 0, upkeep, listening, err));
        open.add(() -> {
            served.close();
            assertEquals("", served.errors());
        });
        return served;
    }

    /** Somebody who has said a name and was welcomed. */
    private Guest guest(Served chat, String name) throws IOException {
        return introduced(new Guest(chat.connect()), name);
    }

    private Guest introduced(Guest guest, String name) throws IOException {
        open.add(0, guest);
        assertEquals("* What is your name?", guest.hear());
        guest.say(name);
        assertEquals("* Welcome, " + name + ". /who tells who is here, /quit leaves.", guest.hear());
        return guest;
    }

    private static final class Guest implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Guest(Socket connected) throws IOException {
            socket = connected;
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        }

        String hear() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void whatOneSaysTheOthersHear() throws Exception {
        Served chat = chat(LONG, LONG);
        Guest ann = guest(chat, "ann");
        Guest bob = guest(chat, "bob");
        Guest cy = guest(chat, "cÿ");
        assertEquals("* bob comes.", ann.hear());
        assertEquals("* cÿ comes.", ann.hear());
        assertEquals("* cÿ comes.", bob.hear());

        ann.say("hello ☺");
        bob.say("hi\r");

        assertEquals("<ann> hello ☺", bob.hear());
        assertEquals("<bob> hi", ann.hear());
        List<String> heard = List.of(cy.hear(), cy.hear());
        assertTrue(heard.contains("<ann> hello ☺") && heard.contains("<bob> hi"), heard.toString());
    }

    @Test
    void whoTellsWhoIsHere() throws Exception {
        Served chat = chat(LONG, LONG);
        Guest bob = guest(chat, "bob");
        Guest ann = guest(chat, "ann");

        ann.say("/who");

        assertEquals("* Here are: ann, bob", ann.hear());
        ann.say("/nonsense");
        assertEquals("* There are /who and /quit.", ann.hear());
        assertEquals("* ann comes.", bob.hear());
        ann.say("end");
        assertEquals("<ann> end", bob.hear());
    }

    @Test
    void quitLeavesAndTheNameIsFreeAgain() throws Exception {
        Served chat = chat(LONG, LONG);
        Guest bob = guest(chat, "bob");
        Guest ann = guest(chat, "ann");
        ann.say("/quit");

        assertEquals("* Good bye.", ann.hear());
        assertNull(ann.hear());
        assertEquals("* ann comes.", bob.hear());
        assertEquals("* ann goes.", bob.hear());
        guest(chat, "ann");
    }

    @Test
    void whoBreaksOffHasLeft() throws Exception {
        Served chat = chat(LONG, LONG);
        Guest bob = guest(chat, "bob");
        Guest ann = guest(chat, "ann");
        assertEquals("* ann comes.", bob.hear());
        ann.socket.setSoLinger(true, 0);
        ann.close();

        assertEquals("* ann goes.", bob.hear());
    }

    @Test
    void whoEndsItsInputIsHeardToTheEnd() throws Exception {
        Served chat = chat(LONG, LONG);
        Guest bob = guest(chat, "bob");
        Guest ann = guest(chat, "ann");
        ann.say("one\ntwo");
        ann.socket.shutdownOutput();

        assertEquals("* Good bye.", ann.hear());
        assertEquals("* ann comes.", bob.hear());
        assertEquals("<ann> one", bob.hear());
        assertEquals("<ann> two", bob.hear());
        assertEquals("* ann goes.", bob.hear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a!", "abcdefghijklmnopqrstu", "/who", "\u001b[2J"})
    void whatIsNoNameIsRefused(String name) throws Exception {
        Guest guest = new Guest(chat(LONG, LONG).connect());
        open.add(0, guest);
        guest.hear();
        guest.say(name);

        assertEquals(
                "* A name has 1 to 20 letters, digits, points, dashes and underscores. What is yours?", guest.hear());
        guest.say("/quit");
        assertEquals("* Good bye.", guest.hear());
    }

    @Test
    void nameIsOnePersons() throws Exception {
        Served chat = chat(LONG, LONG);
        guest(chat, "ann");
        Guest other = new Guest(chat.connect());
        open.add(0, other);
        other.hear();
        other.say("ann");

        assertEquals("* There is a ann already. What is your name?", other.hear());
    }

    @Test
    void whatControlsATerminalIsNotPassedOn() throws Exception {
        Served chat = chat(LONG, LONG);
        Guest bob = guest(chat, "bob");
        Guest ann = guest(chat, "ann");
        assertEquals("* ann comes.", bob.hear());

        ann.say("a\u001b[2J\u0007b\u009bc\td");

        assertEquals("<ann> a [2J b c d", bob.hear());
    }

    @Test
    void silenceIsEnded() throws Exception {
        Served chat = chat(Duration.ofMillis(100), LONG);
        Guest nameless = new Guest(chat.connect());
        open.add(0, nameless);

        assertEquals("* What is your name?", nameless.hear());
        assertEquals("* Nothing was heard of you for 0 s. Good bye.", nameless.hear());
        assertNull(nameless.hear());
    }

    @Test
    void everybodyHearsAllThatThreeSayAtFullSpeed() throws Exception {
        int lines = 2_000;
        Served chat = chat(LONG, LONG);
        List<Guest> guests = List.of(guest(chat, "a"), guest(chat, "b"), guest(chat, "c"));
        List<Thread> threads = new ArrayList<>();
        for (Guest guest : guests) {
            Thread thread = new Thread(() -> sayAll(guest, lines));
            thread.start();
            threads.add(thread);
        }
        for (Guest guest : guests) {
            int heard = 0;
            while (heard < 2 * lines) {
                heard += guest.hear().startsWith("<") ? 1 : 0;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void sayAll(Guest guest, int lines) {
        IntStream.range(0, lines).forEach(i -> {
            try {
                guest.say("line " + i);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void whoDoesNotReadDoesNotStopTheOthersAndIsLeft() throws Exception {
        Served chat = chat(LONG, SHORT);
        Guest deaf = introduced(new Guest(chat.connectNarrowly()), "deaf");
        Guest bob = guest(chat, "bob");
        Guest ann = guest(chat, "ann");
        assertEquals("* ann comes.", bob.hear());
        String line = "x".repeat(1_000);
        int count = 20_000; // more than the system's buffers hold
        Thread talker = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    ann.say(line);
                }
                ann.say("/who");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        talker.start();

        int heard = 0;
        boolean gone = false;
        while (heard < count || !gone) {
            String what = bob.hear();
            heard += what.equals("<ann> " + line) ? 1 : 0;
            gone |= what.equals("* deaf goes.");
        }
        talker.join();
        assertEquals("* deaf goes.", ann.hear());
        assertEquals("* Here are: ann, bob", ann.hear());
        deaf.close();
    }

    @Test
    void whoAsksWithoutReadingTheAnswersCostsOnlyItself() throws Exception {
        Served chat = chat(LONG, SHORT);
        for (int i = 10; i < 60; i++) { // so that answers are long
            guest(chat, "somebody-called-no" + i);
        }
        Guest bob = guest(chat, "bob");
        Guest ann = introduced(new Guest(chat.connectNarrowly()), "ann");
        assertEquals("* ann comes.", bob.hear());
        Thread flood = new Thread(() -> {
            try {
                while (true) {
                    ann.say("/who\n".repeat(1_000));
                }
            } catch (IOException e) {
                return; // it was left
            }
        });
        flood.start();

        assertEquals("* ann goes.", bob.hear());
        flood.join();
    }
}
