package org.cqueues.dns;

/**
 * Limits of a {@link ResolverPool}: value.
 *
 * @param lowat most resolvers that are kept while nobody has them, at least 0
 * @param hiwat most resolvers that are out at a time, at least 1
 * @param querymax queries after which a resolver is not kept, at least 1
 * @param lifo whether the resolver that came back last goes out first, and who waits last is served first
 */
public record PoolOptions(int lowat, int hiwat, int querymax, boolean lifo) {
    /** The limits of the original. */
    public static final PoolOptions DEFAULT = new PoolOptions(1, 32, 2048, false);

    /**
     * Checks the limits.
     *
     * @param lowat most resolvers that are kept
     * @param hiwat most resolvers that are out
     * @param querymax queries of one resolver
     * @param lifo order
     * @throws IllegalArgumentException if one is out of its range
     */
    public PoolOptions {
        if (lowat < 0 || hiwat < 1 || querymax < 1) {
            throw new IllegalArgumentException("lowat is at least 0, hiwat and querymax at least 1, not " + lowat + ", "
                    + hiwat + " and " + querymax);
        }
    }
}
