package org.cqueues.dns.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.cqueues.dns.Config;
import org.cqueues.dns.Config.Syntax;
import org.cqueues.dns.Dns;
import org.cqueues.dns.impl.Unplugged;

/** Reads bytes as {@code resolv.conf}. What is read is written so that it reads back the same. */
public final class ResolvTarget {
    private static final Dns DNS = Unplugged.dns();

    private ResolvTarget() {}

    /**
     * Tries one input.
     *
     * @param input anything
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Config config = DNS.config().loadfile(new ByteArrayInputStream(input), Syntax.RESOLV_CONF);
        byte[] text = config.toString().getBytes(StandardCharsets.UTF_8);
        Config again = DNS.config().loadfile(new ByteArrayInputStream(text));
        if (!again.settings().equals(config.settings())) {
            throw new IllegalStateException("read " + config.settings() + "\nand then " + again.settings());
        }
    }
}
