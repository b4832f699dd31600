package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class BudgetTest {
    private static String exhausted(int most, Executable spending) throws Throwable {
        for (int i = 0; i < most; i++) {
            spending.execute();
        }
        UnfinishedException thrown = assertThrows(UnfinishedException.class, spending);
        assertTrue(thrown.isOverspent());
        return thrown.detail();
    }

    @Test
    void eachLimitHoldsOnItsOwn() throws Throwable {
        Budget budget = new Budget();

        assertEquals("more than 200 queries to servers", exhausted(200, budget::query));
        assertEquals("more than 64 names of servers", exhausted(64, budget::target));
        assertEquals("more than 130 referrals", exhausted(130, budget::referral));
        assertEquals("more than 512 checks of signatures", exhausted(512, budget::signature));
        assertEquals("more than 64 signatures that prove nothing", exhausted(64, budget::failure));
        assertEquals("more than 16 answers that are disproven", exhausted(16, budget::doubt));
    }

    @Test
    void hashesCostWhatTheirIterationsTake() throws Exception {
        Budget budget = new Budget();
        for (int i = 0; i < 16_384 / 128; i++) {
            assertTrue(budget.mayHash(127));
        }
        budget.requireHashes();
        assertFalse(budget.mayHash(0));
        UnfinishedException e = assertThrows(UnfinishedException.class, budget::requireHashes);
        assertTrue(e.isOverspent());
    }

    @Test
    void othersHaveTurnsBetweenChecksAndHashes() throws Exception {
        int[] turns = new int[1];
        Budget budget = new Budget(() -> turns[0]++);
        for (int i = 0; i < 512; i++) {
            budget.signature();
        }
        assertEquals(512 / 4, turns[0]);
        for (int i = 0; i < 120; i++) {
            budget.mayHash(99);
        }
        assertEquals(512 / 4 + 120 * 100 / 4000, turns[0]);
    }
}
