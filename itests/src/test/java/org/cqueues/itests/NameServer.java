package org.cqueues.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of nsd or unbound in the foreground, which answers. */
final class NameServer implements AutoCloseable {
    private static final int STARTING_SECONDS = 60;
    private static final int ENDING_SECONDS = 10;
    private static final int PATIENCE_MILLIS = 100;
    private static final int SOA = 6;

    private final Process process;
    private final Path log;
    private final InetSocketAddress address;

    private NameServer(Process process, Path log, InetSocketAddress address) {
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /**
     * Starts a server and asks it for a zone until it answers without an error.
     *
     * @param work where its configuration is, and its log goes to
     */
    static NameServer start(Path work, InetSocketAddress address, String zone, String... command) throws IOException {
        Peer.require(command[0]);
        Path log = Files.createTempFile(work, command[0], ".log");
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        NameServer server = new NameServer(process, log, address);
        try {
            server.awaitAnswer(question(zone));
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static byte[] question(String zone) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}); // recursion desired, one question
        for (String label : zone.split("\\.")) {
            packet.write(label.length());
            packet.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        packet.writeBytes(new byte[] {0, 0, SOA, 0, 1});
        return packet.toByteArray();
    }

    private void awaitAnswer(byte[] question) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTING_SECONDS);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(address);
            socket.setSoTimeout(PATIENCE_MILLIS);
            while (System.nanoTime() - end < 0 && process.isAlive()) {
                if (answers(socket, question)) {
                    return;
                }
            }
        }
        throw new IOException("no answer of " + address + ", which " + (process.isAlive() ? "runs" : "has ended")
                + "; it says\n" + log());
    }

    private static boolean answers(DatagramSocket socket, byte[] question) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
        try {
            socket.send(new DatagramPacket(question, question.length));
            socket.receive(answer);
            return (answer.getData()[3] & 15) == 0 && answer.getData()[7] > 0; // no error, and an answer
        } catch (PortUnreachableException | SocketTimeoutException e) {
            return false;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    String log() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** Ends it, as a failure of the machine would. */
    void kill() throws IOException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        await();
    }

    private void await() throws IOException {
        try {
            if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(address + " does not end; it says\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks it to end, with the processes that it has started itself. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            await();
        } finally {
            process.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
