package org.cqueues.socket.impl;

/** Worker: finds a header of a MIME message: a name, blanks, a colon, and the rest up to an LF that no blank follows. */
final class HeaderExtent extends Extent {
    private final int longest;

    HeaderExtent(Encoding encoding, boolean keepEnds, int longest) {
        super(encoding, !keepEnds ? LineEnds.DROP : encoding.isText() ? LineEnds.LF : LineEnds.KEEP);
        this.longest = longest;
    }

    @Override
    State find(InputBuffer in, boolean last) {
        int limit = Math.min(in.size(), longest);
        int name = nameEnd(in, limit);
        if (name == 0 && limit > 0) {
            return State.END;
        }
        int colon = name;
        while (colon < limit && isBlank(in.at(colon))) {
            colon++;
        }
        if (colon == limit) {
            return limit == longest ? State.END : incomplete(in, last);
        }
        return in.at(colon) == ':' ? body(in, colon + 1, limit, last) : State.END;
    }

    private static int nameEnd(InputBuffer in, int limit) {
        int end = 0;
        while (end < limit && in.at(end) > 32 && in.at(end) < 127 && in.at(end) != ':') {
            end++;
        }
        return end;
    }

    private State body(InputBuffer in, int from, int limit, boolean last) {
        int size = in.size();
        for (int lf = in.indexOfLf(from, limit); lf >= 0; lf = in.indexOfLf(lf + 1, limit)) {
            if (lf + 1 == size) {
                return last ? found(size, 0) : more(size + 1);
            }
            if (!isBlank(in.at(lf + 1))) {
                return found(lf + 1, 0);
            }
        }
        return limit == longest ? State.TOO_LONG : incomplete(in, last);
    }

    private State incomplete(InputBuffer in, boolean last) {
        if (!last) {
            return more(in.size() + 1);
        }
        return in.size() == 0 ? State.END : State.TRUNCATED;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
