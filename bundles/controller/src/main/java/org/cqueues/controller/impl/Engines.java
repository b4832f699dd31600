package org.cqueues.controller.impl;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.cqueues.controller.Controllers;
import org.cqueues.kernel.Choice;

/** Chooses how coroutines run: virtual threads where the JVM lets us, baton threads elsewhere, or what a setting says. */
final class Engines {
    private Engines() {}

    /** An engine, and why it. */
    record Chosen(Engine engine, Choice choice) {}

    static Chosen choose(UnaryOperator<String> settings) {
        String wanted = settings.apply(Controllers.ENGINE_SETTING);
        Optional<String> missing = VirtualEngine.unavailableReason();
        if (wanted == null || wanted.isBlank()) {
            return missing.isEmpty()
                    ? virtual("scheduled virtual threads work here")
                    : baton("works on every JDK", missing.get());
        }
        return switch (wanted) {
            case "baton" -> baton("setting " + Controllers.ENGINE_SETTING, missing.orElse("the setting says baton"));
            case "virtual" -> {
                if (missing.isPresent()) {
                    throw new IllegalStateException(
                            Controllers.ENGINE_SETTING + "=virtual does not work here: " + missing.get());
                }
                yield virtual("setting " + Controllers.ENGINE_SETTING);
            }
            default ->
                throw new IllegalStateException(
                        Controllers.ENGINE_SETTING + " is \"virtual\" or \"baton\", not \"" + wanted + "\"");
        };
    }

    private static Chosen virtual(String reason) {
        return new Chosen(
                new VirtualEngine(),
                new Choice("virtual", reason, Map.of("baton", "a switch costs twenty times as much")));
    }

    private static Chosen baton(String reason, String whyNotVirtual) {
        return new Chosen(new BatonEngine(), new Choice("baton", reason, Map.of("virtual", whyNotVirtual)));
    }
}
