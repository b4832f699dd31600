package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    }
}
