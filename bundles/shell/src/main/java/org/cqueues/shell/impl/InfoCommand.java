package org.cqueues.shell.impl;

import java.io.PrintStream;
import java.util.List;
import org.cqueues.controller.Controllers;
import org.cqueues.controller.Version;
import org.cqueues.kernel.Kernel;
import org.cqueues.shell.Command;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what is running here, and why it and nothing else was chosen. */
@Component(property = {"osgi.command.scope=cqueues", "osgi.command.function=info"})
public final class InfoCommand implements Command {
    private final Kernel kernel;
    private final Controllers controllers;

    @Activate
    public InfoCommand(@Reference Kernel kernel, @Reference Controllers controllers) {
        this.kernel = kernel;
        this.controllers = controllers;
    }

    @Override
    public String name() {
        return "info";
    }

    @Override
    public String synopsis() {
        return "tells the version and what was chosen at run time, with the reasons";
    }

    @Override
    public int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (!arguments.isEmpty()) {
            err.println("cqueues: info: unexpected argument " + arguments.get(0));
            return USAGE;
        }
        out.println("version: " + Version.BUNDLES + " (commit " + Version.COMMIT + ")");
        out.println("java:    " + Runtime.version() + " (" + System.getProperty("java.home") + ")");
        out.println("system:  " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        out.println("engine:  " + controllers.engine());
        out.println("backend: " + kernel.backend());
        out.println("binding: " + kernel.binding());
        return SUCCESS;
    }

    /**
     * Gogo's way to call it.
     *
     * @param arguments none
     * @return exit status
     */
    public int info(String... arguments) {
        return run(List.of(arguments), System.out, System.err);
    }
}
