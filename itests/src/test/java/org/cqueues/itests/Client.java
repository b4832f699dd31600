package org.cqueues.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that reads lines and gives up before the test does. */
final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Client(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(60_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line; null at the end. */
    String line() throws IOException {
        return in.readLine();
    }

    /** Lines up to an empty one, or to the end. */
    List<String> head() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return lines;
    }

    /** Asks for a file of one line and returns the answer's head and that line. */
    List<String> get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        List<String> answer = head();
        answer.add(line());
        return answer;
    }

    /** Skips characters of what comes, at most so many. Returns how many they were. */
    long skip(long most) throws IOException {
        return in.skip(most);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
