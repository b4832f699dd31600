package org.cqueues.shell.impl;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.cqueues.condition.Conditions;
import org.cqueues.controller.Controllers;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;

/** A chat: what one client says, all others hear. For each client one coroutine reads, and another one writes what is queued for it. */
final class ChatServer implements Program.Running, ServerLoop.Server {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,20}");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");
    private static final int LONGEST_LINE = 1024;

    private final Controllers controllers;
    private final Sockets sockets;
    private final Conditions conditions;
    private final ServerLoop loop;
    private final Duration idle;
    private final Duration patience;
    private final Set<ChatMember> present = new HashSet<>(); // this and what follows: of the loop's thread
    private final Map<String, ChatMember> members = new TreeMap<>();
    private Welcome welcome = Welcome.NONE;
    private boolean finishing;

    /**
     * A chat that is yet to begin.
     *
     * @param idle how long a client may be silent
     * @param patience how long a client may not read what it is sent
     */
    ChatServer(Controllers controllers, Sockets sockets, Conditions conditions, Duration idle, Duration patience) {
        this.controllers = controllers;
        this.sockets = sockets;
        this.conditions = conditions;
        this.idle = idle;
        this.patience = patience;
        loop = new ServerLoop(controllers);
    }

    /** Has everybody who comes from now on told something. */
    void welcome(Welcome message) {
        welcome = message;
    }

    /** Serves on the calling thread until its upkeep ends it, or another thread closes it. Tells its address once clients can connect. */
    void serve(String host, int port, Upkeep upkeep, Consumer<InetSocketAddress> listening, PrintStream err)
            throws IOException {
        try (Socket server = sockets.listen(host, port)) {
            // Clients inherit all this: lines that end as those of Internet protocols do, in UTF-8.
            server.setmode("t", "tfA");
            server.setmaxline(LONGEST_LINE, 0);
            server.nodelay(true);
            server.listen();
            listening.accept(server.localname().inet());
            loop.run(server, this, upkeep, err);
        }
    }

    @Override
    public void serve(Socket client) {
        ChatMember member = new ChatMember(client, conditions.create());
        loop.wrap(() -> member.deliver(patience));
        present.add(member);
        if (finishing) {
            dismiss(member);
        }
        converse(client, member);
        present.remove(member);
    }

    /** Nobody would end a chat by himself. */
    @Override
    public void finish() {
        finishing = true;
        present.forEach(ChatServer::dismiss);
    }

    private static void dismiss(ChatMember member) {
        member.send("* The chat ends. Good bye.");
        member.leave();
    }

    private void converse(Socket client, ChatMember member) {
        client.settimeout(idle);
        try {
            String name = askName(client, member);
            if (name != null) {
                takePart(client, member, name);
            }
            member.send("* Good bye.");
        } catch (SocketTimeoutException e) {
            member.send("* Nothing was heard of you for " + idle.toSeconds() + " s. Good bye.");
        } catch (IOException e) {
            return; // a client that breaks its connection is no concern of the others
        } finally {
            member.leave();
        }
    }

    /** Returns the name that a client takes; null if it goes without one. */
    private String askName(Socket client, ChatMember member) throws IOException {
        member.send("* What is your name?");
        String name;
        while ((name = client.read()) != null && !name.equals("/quit")) {
            if (!NAME.matcher(name.strip()).matches()) {
                member.send("* A name has 1 to 20 letters, digits, points, dashes and underscores. What is yours?");
            } else if (members.containsKey(name.strip())) {
                member.send("* There is a " + name.strip() + " already. What is your name?");
            } else {
                return name.strip();
            }
            controllers.poll();
        }
        return null;
    }

    private void takePart(Socket client, ChatMember member, String name) throws IOException {
        tell(member, "* " + name + " comes.");
        members.put(name, member);
        member.send("* Welcome, " + name + ". /who tells who is here, /quit leaves.");
        welcome.lines().forEach(line -> member.send("* " + line));
        try {
            String line;
            while ((line = client.read()) != null && !line.equals("/quit")) {
                hear(member, name, CONTROLS.matcher(line).replaceAll(" "));
            }
        } finally {
            members.remove(name);
            if (!finishing) {
                tell(member, "* " + name + " goes.");
            }
        }
    }

    private void hear(ChatMember member, String name, String line) {
        if (line.equals("/who")) {
            member.send("* Here are: " + String.join(", ", members.keySet()));
        } else if (line.startsWith("/")) {
            member.send("* There are /who and /quit.");
        } else if (!line.isBlank()) {
            tell(member, "<" + name + "> " + line);
        }
        // Everybody has the line queued by now. Who says more than the others can take waits for them.
        for (ChatMember other : List.copyOf(members.values())) {
            other.awaitRoom(patience);
        }
        controllers.poll(); // who sends faster than is written would not let others have a turn
    }

    private void tell(ChatMember from, String line) {
        for (ChatMember other : members.values()) {
            if (other != from) {
                other.send(line);
            }
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
