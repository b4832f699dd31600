package org.cqueues.thread;

import org.cqueues.socket.Socket;
import org.osgi.annotation.versioning.ConsumerType;

/** What a thread runs. */
@FunctionalInterface
@ConsumerType
public interface ThreadBody {
    /**
     * Runs, on the new thread.
     *
     * @param con this thread's end of the socket pair; closed when the body ends. When it returns, what is pending is sent first; where that fails, the thread
     *     has failed, unless the peer is gone
     * @param arguments the very objects that were passed to {@link Threads#start}
     * @throws Exception anything; whoever joins the thread is told
     */
    void run(Socket con, Object... arguments) throws Exception;
}
