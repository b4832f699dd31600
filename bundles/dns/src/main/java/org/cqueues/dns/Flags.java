package org.cqueues.dns;

/**
 * The flags in the header of a packet: value. Guide 3.2.8, {@code packet:flags}.
 *
 * @param qr whether the packet is a response; the guide's 1
 * @param opcode what is asked for
 * @param aa whether the answer is authoritative
 * @param tc whether the packet is truncated
 * @param rd whether recursion is desired
 * @param ra whether recursion is available
 * @param z the bit that RFC 1035 reserves and that is still reserved
 * @param ad whether the data is authentic, RFC 4035
 * @param cd whether checking is disabled, RFC 4035
 * @param rcode what has become of the query, with the part that EDNS adds
 */
public record Flags(
        boolean qr,
        Opcode opcode,
        boolean aa,
        boolean tc,
        boolean rd,
        boolean ra,
        boolean z,
        boolean ad,
        boolean cd,
        Rcode rcode) {
    private static final int QR = 0x8000;
    private static final int AA = 0x400;
    private static final int TC = 0x200;
    private static final int RD = 0x100;
    private static final int RA = 0x80;
    private static final int Z = 0x40;
    private static final int AD = 0x20;
    private static final int CD = 0x10;

    /** Of a standard query that desires recursion. */
    public static final Flags QUERY = of(RD);

    /**
     * {@return the flags that a header has}
     *
     * @param bits the 16 bits after the qid, RFC 1035 section 4.1.1
     * @throws IllegalArgumentException if there are more than 16
     */
    public static Flags of(int bits) {
        if ((bits & ~0xffff) != 0) {
            throw new IllegalArgumentException("flags are 0 to 65535, not " + bits);
        }
        return new Flags(
                (bits & QR) != 0,
                new Opcode(bits >> 11 & 15),
                (bits & AA) != 0,
                (bits & TC) != 0,
                (bits & RD) != 0,
                (bits & RA) != 0,
                (bits & Z) != 0,
                (bits & AD) != 0,
                (bits & CD) != 0,
                new Rcode(bits & 15));
    }

    /** {@return the 16 bits of the header; of the rcode its lower four} */
    public int bits() {
        return (qr ? QR : 0)
                | opcode.number() << 11
                | (aa ? AA : 0)
                | (tc ? TC : 0)
                | (rd ? RD : 0)
                | (ra ? RA : 0)
                | (z ? Z : 0)
                | (ad ? AD : 0)
                | (cd ? CD : 0)
                | rcode.number() & 15;
    }

    /**
     * {@return the same flags but for the rcode}
     *
     * @param other rcode
     */
    public Flags withRcode(Rcode other) {
        return new Flags(qr, opcode, aa, tc, rd, ra, z, ad, cd, other);
    }
}
