package org.cqueues.kernel.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cqueues.kernel.Choice;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.PollerProvider;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private static final PollerProvider FAST = new Provider("fast", 100, Optional.empty());
    private static final PollerProvider SLOW = new Provider("slow", 0, Optional.empty());
    private static final PollerProvider BROKEN = new Provider("broken", 200, Optional.of("the moon is not full"));

    private record Provider(String name, int rank, Optional<String> unavailableReason) implements PollerProvider {
        @Override
        public Poller open(Kernel kernel) {
            throw new AssertionError("not to be opened");
        }
    }

    private static Choice select(String asked, PollerProvider... providers) {
        return Backends.select(asked, "Other", List.of(providers), Map.of()).choice();
    }

    @Test
    void highestRankThatWorksIsTakenAndTheOthersHaveAReason() {
        Choice choice = select(null, SLOW, BROKEN, FAST);

        assertEquals("fast", choice.name());
        assertEquals(
                Map.of("slow", "it works, but its rank is lower", "broken", "the moon is not full"), choice.rejected());
    }

    @Test
    void settingTakesALowerRank() {
        Choice choice = select("slow", SLOW, BROKEN, FAST);

        assertEquals("slow", choice.name());
        assertEquals(Kernel.BACKEND_SETTING + " asks for it", choice.reason());
    }

    @Test
    void unknownBackendIsRefusedWithWhatThereIs() {
        String message = assertThrows(IllegalStateException.class, () -> select("warp", SLOW, BROKEN))
                .getMessage();

        assertEquals(
                "org.cqueues.backend=warp: no such backend; there are {slow=it works, but is not asked for, broken=the moon is not full}",
                message);
    }

    @Test
    void unsupportedBackendIsRefusedWithItsReason() {
        String message = assertThrows(IllegalStateException.class, () -> select("broken", SLOW, BROKEN))
                .getMessage();

        assertTrue(message.startsWith("org.cqueues.backend=broken: the moon is not full; there are {slow="), message);
    }

    @Test
    void nothingThatWorksIsToldWithEachReason() {
        String message = assertThrows(IllegalStateException.class, () -> select(null, BROKEN))
                .getMessage();

        assertEquals("no backend works here: {broken=the moon is not full}", message);
    }

    @Test
    void providerThatThrowsIsRejected() {
        PollerProvider throwing = new PollProvider() {
            @Override
            public String name() {
                return "throwing";
            }

            @Override
            public Optional<String> unavailableReason() {
                throw new UnsatisfiedLinkError("no library");
            }
        };

        assertEquals(
                "java.lang.UnsatisfiedLinkError: no library",
                select(null, SLOW, throwing).rejected().get("throwing"));
    }

    @Test
    void missingFragmentIsTheReasonForNoEpollOnLinux() {
        try (Kernel kernel = Kernel.open(name -> null)) {
            assertEquals("poll", kernel.backend().name());
            assertEquals(
                    Map.of(
                            "epoll",
                            "no provider attached: the fragment org.cqueues.kernel.linux-epoll is not installed, or not on the class path"),
                    kernel.backend().rejected());
        }
    }

    @Test
    void forcingEpollWithoutItsFragmentSaysSo() {
        Map<String, String> settings = Map.of(Kernel.BACKEND_SETTING, "epoll");
        String message = assertThrows(IllegalStateException.class, () -> Kernel.open(settings::get))
                .getMessage();

        assertTrue(message.startsWith("org.cqueues.backend=epoll: no provider attached: the fragment"), message);
    }
}
