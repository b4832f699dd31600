package org.cqueues.dns.impl;

import java.net.InetSocketAddress;
import org.xbill.DNS.Name;

/**
 * Who has told something: value.
 *
 * @param server a server
 * @param zone of which it is one; null for a server that recurses for us
 */
record Source(InetSocketAddress server, Name zone) {}
