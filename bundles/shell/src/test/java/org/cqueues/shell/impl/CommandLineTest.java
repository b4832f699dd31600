package org.cqueues.shell.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.cqueues.shell.Command;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void commandGetsItsArgumentsAndGivesTheStatus() {
        assertEquals(7, run(List.of(new Say()), "say", "a", "b"));

        assertEquals("say[a, b]\n", text(out));
        assertEquals("", text(err));
    }

    @Test
    void helpListsEveryCommand() {
        assertEquals(0, run(List.of(new Say()), "help"));

        assertEquals(
                "usage: cqueues [--block SIGNAL,...] COMMAND [OPTION]...\n  say    says it\n  help   tells what commands there are\n",
                text(out));
    }

    @Test
    void noCommandIsOneLineAndAUsageError() {
        assertEquals(2, run(List.of()));

        assertEquals("cqueues: no command given; try: cqueues help\n", text(err));
    }

    @Test
    void unknownCommandIsOneLineAndAUsageError() {
        assertEquals(2, run(List.of(new Say()), "sya"));

        assertEquals("cqueues: sya: no such command; try: cqueues help\n", text(err));
    }

    @Test
    void commandThatFailedToStartSaysWhy() {
        Component info =
                new Component("info", "org.x.First").failed("java.lang.IllegalStateException: no memory\n\tat x\n");

        assertEquals(1, run(List.of(), List.of(info), "info"));

        assertEquals("cqueues: info: cannot start: no memory\n", text(err));
    }

    @Test
    void failureOfWhatACommandNeedsIsTheReason() {
        Component info = new Component("info", "org.x.First").failed("org.x.Exception: no service for reference\n");
        Component first = new Component("first", "org.x.Second", "org.x.Third")
                .provides("org.x.First")
                .failed("java.lang.reflect.InvocationTargetException\n\tat org.x\n"
                        + "Caused by: java.lang.IllegalStateException: no backend works\n\tat org.y\n\t... 3 more\n");

        assertEquals(1, run(List.of(), List.of(info, first), "info"));

        assertEquals("cqueues: info: cannot start: no backend works\n", text(err));
    }

    @Test
    void commandThatLacksAServiceNamesIt() {
        Component info = new Component("info", "org.x.First", "org.x.Second").lacks(1);

        assertEquals(1, run(List.of(), List.of(info), "info"));

        assertEquals("cqueues: info: cannot start: there is no service org.x.Second\n", text(err));
    }

    private int run(List<Command> commands, String... arguments) {
        return run(commands, List.of(), arguments);
    }

    private int run(List<Command> commands, List<Component> components, String... arguments) {
        FailedCommands failed = new FailedCommands(runtime(components));
        return new CommandLine(commands, failed, new PrintStream(out), new PrintStream(err))
                .applyAsInt(List.of(arguments));
    }

    private static ServiceComponentRuntime runtime(List<Component> components) {
        return (ServiceComponentRuntime) Proxy.newProxyInstance(
                CommandLineTest.class.getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getComponentDescriptionDTOs" ->
                        components.stream()
                                .map(component -> component.state.description)
                                .toList();
                    case "getComponentConfigurationDTOs" ->
                        components.stream()
                                .map(component -> component.state)
                                .filter(state -> state.description == arguments[0])
                                .toList();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** A component as the runtime tells of it, with a command of its name and references to services. */
    private static final class Component {
        private final ComponentConfigurationDTO state = new ComponentConfigurationDTO();

        Component(String name, String... needed) {
            state.unsatisfiedReferences = new UnsatisfiedReferenceDTO[0];
            state.description = new ComponentDescriptionDTO();
            state.description.name = name;
            state.description.properties = Map.of("osgi.command.function", name);
            state.description.serviceInterfaces = new String[0];
            state.description.references = new ReferenceDTO[needed.length];
            for (int i = 0; i < needed.length; i++) {
                state.description.references[i] = new ReferenceDTO();
                state.description.references[i].name = "$00" + i;
                state.description.references[i].interfaceName = needed[i];
            }
        }

        Component provides(String service) {
            state.description.serviceInterfaces = new String[] {service};
            return this;
        }

        Component failed(String stackTrace) {
            state.failure = stackTrace;
            return this;
        }

        Component lacks(int reference) {
            UnsatisfiedReferenceDTO missing = new UnsatisfiedReferenceDTO();
            missing.name = state.description.references[reference].name;
            state.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {missing};
            return this;
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static final class Say implements Command {
        @Override
        public String name() {
            return "say";
        }

        @Override
        public String synopsis() {
            return "says it";
        }

        @Override
        public int run(List<String> arguments, PrintStream out, PrintStream err) {
            out.println("say" + arguments);
            return 7;
        }
    }
}
