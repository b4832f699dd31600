package org.cqueues.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.cqueues.kernel.SocketCalls.Family;

/** A name service whose answers a test gives: fake. It remembers what it was asked. */
final class ScriptedLookup implements NameLookup {
    /** One question. */
    static final class Question {
        final String host;
        final Family family;
        final Answers answers;
        volatile boolean cancelled;

        Question(String host, Family family, Answers answers) {
            this.host = host;
            this.family = family;
            this.answers = answers;
        }

        void found(Family of, String... addresses) {
            answers.found(of, addresses(addresses));
        }

        void failed(Family of, String reason) {
            answers.failed(of, new IOException(reason));
        }
    }

    final List<Question> questions = new ArrayList<>();
    private List<InetAddress> ready; // null: answers come later

    /** Has every question answered at once. */
    ScriptedLookup answering(String... addresses) {
        ready = addresses(addresses);
        return this;
    }

    Question last() {
        return questions.get(questions.size() - 1);
    }

    @Override
    public Lookup begin(String host, Family family, Answers answers) {
        Question question = new Question(host, family, answers);
        questions.add(question);
        if (ready != null) {
            answers.found(Family.UNSPEC, ready);
        }
        return () -> question.cancelled = true;
    }

    static List<InetAddress> addresses(String... literals) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            try {
                addresses.add(InetAddress.getByName(literal));
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
        return addresses;
    }
}
