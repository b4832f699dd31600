package org.cqueues.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Guide 3.2.1, {@code cqueues.interpose}. */
class InterposeTest extends SimulatedTest {
    private Method<Controller> logging(String text, Method<Controller> previous) {
        return (self, arguments) -> {
            log.add(text);
            return previous.invoke(self, arguments);
        };
    }

    private Method<Controller> interposeLogging(String name) {
        Method<Controller>[] previous = newArray();
        previous[0] = controllers
                .interpose(name, (self, arguments) -> {
                    log.add(name);
                    return previous[0].invoke(self, arguments);
                })
                .orElseThrow();
        return previous[0];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Method<Controller>[] newArray() {
        return new Method[1];
    }

    @Test
    void anExistingAndALaterControllerUseTheNewMethod() {
        interposeLogging("wrap");
        controller.wrap(() -> {});
        controllers.create().wrap("named", () -> {});

        assertEquals(List.of("wrap", "wrap"), log);
        assertEquals(1, controller.count(), "the previous method ran");
    }

    @Test
    void whatRanUntilNowIsReturnedAndCanBePutBack() {
        Method<Controller> original = interposeLogging("step");
        step();
        Method<Controller> logging = controllers.interpose("step", original).orElseThrow();

        step();
        assertEquals(List.of("step"), log);

        assertSame(original, controllers.interpose("step", logging).orElseThrow());
        step();
        assertEquals(List.of("step", "step"), log);
    }

    @Test
    void aNewNameIsCalledByName() throws Exception {
        assertEquals(Optional.empty(), controllers.interpose("twice", (self, arguments) -> self.count() * 2));
        controller.wrap(() -> {});

        assertEquals(2, controllers.call(controller, "twice"));
        assertEquals(1, controllers.call(controller, "count"));
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> controllers.call(controller, "nothing"));
    }

    @Test
    void everyMethodOfTheGuideCanBeInterposed() throws Exception {
        List<String> names = List.of(
                "attach", "wrap", "step", "loop", "errors", "empty", "count", "cancel", "alert", "pause", "reset",
                "pollfd", "timeout", "close");
        names.forEach(this::interposeLogging);

        controller.attach(controllers.coroutine(() -> {}));
        controller.wrap(() -> {});
        step();
        controller.loop();
        controller.errors().iterator().hasNext();
        assertTrue(controller.empty());
        assertEquals(0, controller.count());
        controller.cancel(99);
        controller.alert();
        controller.pause();
        controller.reset();
        controller.pollfd();
        assertEquals(0, controller.timeoutNanos());
        controller.close();

        assertEquals(names, log);
    }

    @Test
    void whatAnInterposedMethodThrowsReachesTheCaller() {
        IOException failure = new IOException("no");
        controllers.interpose("alert", (self, arguments) -> {
            throw failure;
        });

        assertSame(failure, assertThrows(IOException.class, controller::alert));
    }

    @Test
    void servicesAreStackedByRankingAndLeaveNoTrace() {
        MethodTable<Controller> table = new MethodTable<>(Map.of("name", (self, arguments) -> log.add("original")));
        InterposerChains<Controller> chains = new InterposerChains<>(table);
        Interposer<Controller> low = previous -> logging("low", previous);
        Interposer<Controller> high = previous -> logging("high", previous);
        Map<String, Object> lowProperties = Map.of(Interposer.NAME, "name", "service.ranking", 1, "service.id", 1L);
        Map<String, Object> highProperties = Map.of(Interposer.NAME, "name", "service.ranking", 2, "service.id", 2L);
        chains.add(high, highProperties);
        chains.add(low, lowProperties);

        table.call(controller, "name");
        assertEquals(List.of("high", "low", "original"), log);

        chains.remove(high, highProperties);
        chains.remove(low, lowProperties);
        assertTrue(table.isPlain());
    }

    @Test
    void aServiceWithoutANameIsRefused() {
        InterposerChains<Controller> chains = new InterposerChains<>(new MethodTable<>(Map.of()));

        assertThrows(IllegalArgumentException.class, () -> chains.add(previous -> previous, Map.of()));
    }
}
