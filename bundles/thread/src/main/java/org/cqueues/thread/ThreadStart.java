package org.cqueues.thread;

import org.cqueues.socket.Socket;

/**
 * A thread that was started, and the way to talk with it: value. Guide: the results of {@code thread.start}.
 *
 * @param thread the thread
 * @param socket the starter's end of the socket pair; the caller's to close
 */
public record ThreadStart(ThreadHandle thread, Socket socket) {}
