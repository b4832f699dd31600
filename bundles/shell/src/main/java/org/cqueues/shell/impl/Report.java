package org.cqueues.shell.impl;

import java.io.PrintStream;

/**
 * What a server has to say while it runs, a line each. Any thread.
 *
 * @param name of the command
 * @param out what was asked for
 * @param err what went wrong
 */
record Report(String name, PrintStream out, PrintStream err) {
    void tell(String line) {
        out.println(line);
        out.flush();
    }

    void warn(String line) {
        err.println("cqueues: " + name + ": " + line);
    }
}
