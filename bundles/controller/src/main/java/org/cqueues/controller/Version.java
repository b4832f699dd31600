package org.cqueues.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. Guide: {@code cqueues.VENDOR}, {@code VERSION}, {@code COMMIT}. */
public final class Version {
    private static final Properties BUILD = load();

    /** Who made it. */
    public static final String VENDOR = BUILD.getProperty("vendor");

    /** Release date as a number, {@code YYYYMMDD}. */
    public static final int VERSION = Integer.parseInt(BUILD.getProperty("version"));

    /** Hash of the commit it was built from; {@code unknown} if it was not built in a checkout. */
    public static final String COMMIT = BUILD.getProperty("commit");

    /** Version of the bundles, such as {@code 0.1.0}. */
    public static final String BUNDLES = BUILD.getProperty("bundles");

    private Version() {}

    private static Properties load() {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build;
    }
}
