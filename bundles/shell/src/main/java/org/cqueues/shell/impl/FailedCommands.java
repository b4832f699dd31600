package org.cqueues.shell.impl;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Asks the component runtime why a command that is installed is not there. */
final class FailedCommands {
    private final ServiceComponentRuntime runtime;

    FailedCommands(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** The reason, one line; empty if no component says that it is this command. */
    Optional<String> reason(String command) {
        Collection<ComponentDescriptionDTO> components = runtime.getComponentDescriptionDTOs();
        return components.stream()
                .filter(component -> command.equals(component.properties.get("osgi.command.function")))
                .findFirst()
                .map(component -> reason(component, components, new HashSet<>()).orElse("its component is not active"));
    }

    /** What a component needs comes first: that a service failed is the reason why its users do. */
    private Optional<String> reason(
            ComponentDescriptionDTO component, Collection<ComponentDescriptionDTO> components, Set<String> seen) {
        if (!seen.add(component.name)) {
            return Optional.empty();
        }
        Set<String> needed = Stream.of(component.references)
                .map(reference -> reference.interfaceName)
                .collect(Collectors.toSet());
        return components.stream()
                .filter(other -> Stream.of(other.serviceInterfaces).anyMatch(needed::contains))
                .flatMap(other -> reason(other, components, seen).stream())
                .findFirst()
                .or(() -> ownReason(component));
    }

    private Optional<String> ownReason(ComponentDescriptionDTO component) {
        return runtime.getComponentConfigurationDTOs(component).stream()
                .flatMap(configuration ->
                        configuration.failure == null ? missing(configuration) : failure(configuration.failure))
                .findFirst();
    }

    private static Stream<String> missing(ComponentConfigurationDTO component) {
        Set<String> names = Stream.of(component.unsatisfiedReferences)
                .map(reference -> reference.name)
                .collect(Collectors.toSet());
        return Stream.of(component.description.references)
                .filter(reference -> names.contains(reference.name))
                .map(reference -> "there is no service " + reference.interfaceName);
    }

    /** The message of the last cause in a stack trace. */
    private static Stream<String> failure(String stackTrace) {
        List<String> causes = stackTrace
                .lines()
                .filter(Predicate.not(line -> line.startsWith("\t")))
                .toList();
        String last = causes.get(causes.size() - 1);
        return Stream.of(last.replaceFirst("^Caused by: ", "").replaceFirst("^[\\w.$]+(Exception|Error): ", ""));
    }
}
