package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class ZoneCutsTest {
    private long now = Long.MAX_VALUE - 5; // the clock's origin is unspecified
    private final ZoneCuts cuts = new ZoneCuts(() -> now, 3);

    private static Name name(String name) {
        return RecordFormat.name(name);
    }

    private Delegation keep(String zone, long seconds) {
        Delegation cut = new Delegation(name(zone), List.of(), Map.of(), now, seconds);
        cuts.keep(cut);
        return cut;
    }

    private void pass(double seconds) {
        now += (long) (seconds * 1e9);
    }

    private String closest(String name) {
        return cuts.closest(name(name)).map(cut -> cut.zone().toString()).orElse("none");
    }

    @Test
    void closestCutIsFoundInAnyCase() {
        keep(".", 100);
        keep("example.com.", 100);

        assertEquals("example.com.", closest("A.b.Example.COM."));
        assertEquals("example.com.", closest("example.com."));
        assertEquals(".", closest("com."));
        assertEquals(".", closest("."));
        assertEquals(".", closest("xexample.com."));
    }

    @Test
    void cutThatIsOverGivesWayToTheNext() {
        keep(".", 100);
        keep("com.", 10);
        pass(9.9);
        assertEquals("com.", closest("a.com."));
        pass(0.1);
        assertEquals(".", closest("a.com."));
        assertEquals(1, cuts.size());
        pass(90);
        assertEquals("none", closest("a.com."));
    }

    @Test
    void cutWithoutTimeIsNotKept() {
        keep("com.", 0);

        assertEquals(0, cuts.size());
    }

    @Test
    void leastRecentlyUsedGoesFirst() {
        keep("a.", 10);
        keep("b.", 10);
        keep("c.", 10);
        closest("x.a.");
        keep("d.", 10);

        assertEquals(
                List.of("a.", "none", "c.", "d."), List.of(closest("a."), closest("b."), closest("c."), closest("d.")));
    }

    @Test
    void onlyTheCutThatLedNowhereIsForgotten() {
        Delegation old = keep("a.", 10);
        pass(1);
        Delegation fresh = keep("a.", 10);
        cuts.forget(old);
        assertEquals(Optional.of(fresh), cuts.at(name("a.")));
        cuts.forget(fresh);
        assertEquals(Optional.empty(), cuts.at(name("a.")));
    }
}
