/**
 * DNS: records, packets, configuration files, hosts, hints and resolvers. Guide 3.2.7 to 3.2.12.
 *
 * <p>Names of domains are strings in the form of master files (RFC 1035, section 5.1): labels with dots between, fully qualified with a dot at the end, what is not
 * printable or has a meaning there as {@code \DDD} or after a backslash.
 *
 * <p><b>Threads.</b> Values ({@link org.cqueues.dns.ResourceRecord}, {@link org.cqueues.dns.Flags}, numbers) are immutable. All other objects may be used by any
 * thread. What waits suspends a coroutine and blocks any other thread.
 */
@Export
@Version("0.1.0")
package org.cqueues.dns;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
