package org.cqueues.dns.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.cqueues.dns.Dns;
import org.cqueues.dns.Hosts;
import org.cqueues.dns.impl.Unplugged;

/** Reads bytes as {@code hosts}. What is read is written so that it reads back the same. */
public final class HostsTarget {
    private static final Dns DNS = Unplugged.dns();

    private HostsTarget() {}

    /**
     * Tries one input.
     *
     * @param input anything
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Hosts hosts = DNS.hosts().loadfile(new ByteArrayInputStream(input));
        String text = hosts.toString();
        Hosts again = DNS.hosts().loadfile(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        if (!again.toString().equals(text)) {
            throw new IllegalStateException("read " + text + "\nand then " + again);
        }
    }
}
