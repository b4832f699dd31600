package org.cqueues.signal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start a class of the tests in a JVM of its own, with all that the tests have. */
final class OtherJvm {
    private OtherJvm() {}

    /** The command, for {@code env} to run. */
    static List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }
}
