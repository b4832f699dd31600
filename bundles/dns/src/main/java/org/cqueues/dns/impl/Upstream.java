package org.cqueues.dns.impl;

import java.io.IOException;

/** Where the answers of a resolver come from. Asks in the coroutine that calls, which may be any number at a time. */
interface Upstream {
    /**
     * {@return what there is to a question, which may be that there is nothing}
     *
     * @throws java.net.SocketTimeoutException if the time for the whole is over
     * @throws org.cqueues.dns.DnsException of kind {@code FAIL} if nobody said anything
     * @throws IOException if the resolver is closed, the wait was cancelled, or the system has nothing left
     */
    PacketFormat ask(Request request) throws IOException;
}
