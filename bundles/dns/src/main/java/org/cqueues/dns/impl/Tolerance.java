package org.cqueues.dns.impl;

/** Worker: how many connections a server bears, and how many questions under way over each, as far as it has shown. Guarded by its {@link Connections}. */
final class Tolerance {
    /** Connections to one server, as each costs both ends a handshake: fewer than half of the ten that unbound has for everybody, below which it begins to cut them. */
    static final int MOST = 4;

    /** Questions under way over one connection: as many as Knot Resolver takes of one client. */
    static final int DEPTH = 100;

    /** Answers without a loss after which one more connection is tried. */
    private static final int CALM = 1_000;

    private int connections = MOST;
    private int depth = DEPTH;
    private int answers; // since the last loss, or since a connection more was allowed

    /** {@return how many connections there may be} */
    int connections() {
        return connections;
    }

    /** {@return how many questions may be under way over a connection} */
    int depth() {
        return depth;
    }

    /**
     * A question was answered.
     *
     * @param before answers over the same connection so far
     */
    void answered(long before) {
        if (depth < DEPTH && before > depth) {
            depth = Math.min(DEPTH, 2 * depth);
        }
        if (connections < MOST && ++answers >= CALM) {
            answers = 0;
            connections++;
        }
    }

    /**
     * A connection was lost. A server that cuts one while questions are under way may bear one question over each; one that cuts it beside others may bear no more than those, unless it answers but
     * one question over each.
     *
     * @param left connections beside it that are in use; 0 tells nothing about their number
     */
    void lost(Pipeline pipeline, int left) {
        answers = 0;
        if (pipeline.isCut()) {
            depth = 1;
        }
        boolean mayBearNoMore = pipeline.isCut() ? pipeline.answered() != 1 : pipeline.answered() == 0;
        if (mayBearNoMore && left > 0) {
            connections = Math.min(connections, left);
        }
    }
}
