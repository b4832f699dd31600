package org.cqueues.shell.impl;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.cqueues.shell.Command;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Runs the command that the arguments name. A launcher outside the framework finds it by its property and shares no type of ours with it. */
@Component(service = ToIntFunction.class, property = "org.cqueues.shell=commandline")
public final class CommandLine implements ToIntFunction<List<String>> {
    private final List<Command> commands;
    private final FailedCommands failed;
    private final PrintStream out;
    private final PrintStream err;

    @Activate
    public CommandLine(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Command> commands,
            @Reference ServiceComponentRuntime components) {
        this(commands, new FailedCommands(components), System.out, System.err);
    }

    CommandLine(List<Command> commands, FailedCommands failed, PrintStream out, PrintStream err) {
        this.commands =
                commands.stream().sorted(Comparator.comparing(Command::name)).toList();
        this.failed = failed;
        this.out = out;
        this.err = err;
    }

    @Override
    public int applyAsInt(List<String> arguments) {
        if (arguments.isEmpty()) {
            err.println("cqueues: no command given; try: cqueues help");
            return Command.USAGE;
        }
        String name = arguments.get(0);
        List<String> rest = arguments.subList(1, arguments.size());
        for (Command command : commands) {
            if (command.name().equals(name)) {
                return command.run(rest, out, err);
            }
        }
        return switch (name) {
            case "help", "--help", "-h" -> help(rest);
            default -> missing(name);
        };
    }

    private int help(List<String> arguments) {
        if (!arguments.isEmpty()) {
            err.println("cqueues: help: unexpected argument " + arguments.get(0));
            return Command.USAGE;
        }
        out.println("usage: cqueues [--block SIGNAL,...] COMMAND [OPTION]...");
        commands.forEach(command -> line(command.name(), command.synopsis()));
        line("help", "tells what commands there are");
        return Command.SUCCESS;
    }

    private void line(String name, String synopsis) {
        out.printf("  %-6s %s%n", name, synopsis);
    }

    private int missing(String name) {
        Optional<String> reason = failed.reason(name);
        if (reason.isPresent()) {
            err.println("cqueues: " + name + ": cannot start: " + reason.get());
            return Command.FAILURE;
        }
        err.println("cqueues: " + name + ": no such command; try: cqueues help");
        return Command.USAGE;
    }
}
