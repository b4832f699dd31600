package org.cqueues.shell;

import java.io.PrintStream;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** One command of the command line. Any thread; may be run several times at once. */
@ConsumerType
public interface Command {
    /** Exit status of a command that did what it was asked to. */
    int SUCCESS = 0;

    /** Exit status of a command that failed; why is one line on its error stream. */
    int FAILURE = 1;

    /** Exit status of a command that was called wrongly; how is one line on its error stream. */
    int USAGE = 2;

    /** {@return its name, one word} */
    String name();

    /** {@return one line for the list of commands: its arguments, then what it does} */
    String synopsis();

    /**
     * Runs the command until it has ended or its component is deactivated.
     *
     * @param arguments without the name
     * @param out what was asked for
     * @param err one line for each failure
     * @return exit status, from 0 to 125
     */
    int run(List<String> arguments, PrintStream out, PrintStream err);
}
