package org.cqueues.dns.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.cqueues.dns.impl.Denial.Cut;
import org.cqueues.dns.impl.Denial.Proof;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What NSEC3 may cost; what it proves is in the tests of validation. */
class Nsec3DenialTest {
    private static final Name ZONE = Name.fromConstantString("test.");
    private static final Name DEEP = Name.fromConstantString("a.".repeat(120) + "test.");

    private static Nsec3Denial denial(int iterations, Budget budget) {
        Name owner = Name.fromConstantString("0".repeat(32) + ".test.");
        NSEC3Record record =
                new NSEC3Record(owner, DClass.IN, 300, 1, 0, iterations, new byte[0], new byte[20], new int[] {Type.A});
        return new Nsec3Denial(ZONE, List.of(record), budget);
    }

    /** {@return how many names may be hashed yet} */
    private static int left(Budget budget) {
        int left = 0;
        while (budget.mayHash(0)) {
            left++;
        }
        return left;
    }

    /** CVE-2023-50868: each label of a name has a hash, and each hash many runs. */
    @Test
    void nameOfManyLabelsIsNotHashedToItsEnd() {
        Budget budget = new Budget();

        assertEquals(Proof.NONE, denial(0, budget).noName(DEEP));
        assertEquals(Budget.HASH_RUNS - 64, left(budget));
    }

    @Test
    void queryHashesOnlySoMuch() throws Exception {
        Budget budget = new Budget();

        assertEquals(Proof.NONE, denial(150, budget).noName(DEEP));
        budget.requireHashes();
        assertEquals(Proof.NONE, denial(150, budget).noName(DEEP));
        assertThrows(UnfinishedException.class, budget::requireHashes);
        assertEquals(Budget.HASH_RUNS % 151, left(budget));
    }

    @Test
    void nothingIsHashedThatHasTooManyIterations() {
        Budget budget = new Budget();
        Denial dear = denial(151, budget);

        assertEquals(Proof.INSECURE, dear.noName(DEEP));
        assertEquals(Proof.INSECURE, dear.noType(DEEP, Type.A));
        assertEquals(Proof.INSECURE, dear.noCloser(DEEP, ZONE));
        assertEquals(Cut.INSECURE, dear.cut(DEEP));
        assertEquals(Budget.HASH_RUNS, left(budget));
    }
}
