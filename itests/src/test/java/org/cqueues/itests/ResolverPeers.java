package org.cqueues.itests;

import java.nio.file.Path;
import org.cqueues.Cqueues;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What tests of resolvers beside real servers begin with: an Internet of names of their own for all of a class, and services for each of them. */
abstract class ResolverPeers {
    @TempDir
    static Path work;

    static PrivateRoot names;

    final Cqueues cq = Cqueues.open();

    @BeforeAll
    static void start() throws Exception {
        names = PrivateRoot.open(work);
    }

    @AfterAll
    static void end() throws Exception {
        if (names != null) {
            names.close();
            names = null; // the next class may have to be skipped before it has one
        }
    }

    @AfterEach
    void close() {
        cq.close();
    }
}
