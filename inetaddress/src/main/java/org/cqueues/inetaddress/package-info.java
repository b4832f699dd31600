/**
 * Has {@link java.net.InetAddress} of any program look hosts up with the resolver of cqueues: a jar for the class path, which JDK 18 and later find by themselves (JEP 418). On an
 * earlier JDK it is inert.
 *
 * <p>Servers, order and hosts are those of {@code resolv.conf}, {@code nsswitch.conf} and {@code hosts}, see {@link org.cqueues.dns.Dns#stub()}; properties can name other files. The JDK's own
 * resolver is asked where ours cannot be: if a part of cqueues or dnsjava is missing, the system is not supported, or no server is configured; and for the name of this host, if nobody
 * else knows it.
 */
package org.cqueues.inetaddress;
