package org.cqueues.socket.impl;

import org.cqueues.socket.Format;

/** Worker: finds where what a format asks for ends in an input buffer, again and again during one read. It consumes nothing; counts are from the head on. */
abstract class Extent {
    /** How a search ended. */
    enum State {
        /** There it is. */
        FOUND,
        /** It takes {@link #wanted} bytes at least, to look again. */
        MORE,
        /** What is asked for does not come any more, though the stream may go on after what is to be skipped. */
        END,
        /** The stream ended within it. */
        TRUNCATED,
        /** It is longer than the longest line. */
        TOO_LONG
    }

    final Encoding encoding;
    final boolean text;
    final LineEnds ends;

    int length; // of what was found, as received
    int skip; // received bytes after it that are dropped
    int wanted; // size of the buffer from which on another search may find more

    Extent(Encoding encoding) {
        this(encoding, encoding.isText() ? LineEnds.LF : LineEnds.KEEP);
    }

    Extent(Encoding encoding, LineEnds ends) {
        this.encoding = encoding;
        this.text = encoding.isText();
        this.ends = ends;
    }

    /**
     * {@return a search}
     *
     * @param decode whether it becomes a string, for which characters are kept whole in text mode
     */
    static Extent of(Format format, Settings settings, boolean decode) {
        Encoding encoding = settings.inputEncoding();
        if (format instanceof Format.Line line) {
            return new OfLine(encoding, line.keepEnd(), settings.inputLine());
        } else if (format instanceof Format.Bytes bytes) {
            return new OfBytes(encoding, bytes.count());
        } else if (format instanceof Format.UpTo upTo) {
            return new UpTo(encoding, upTo.most(), decode);
        } else if (format instanceof Format.Header header) {
            return new HeaderExtent(encoding, header.keepEnd(), settings.inputLine());
        } else if (format instanceof Format.Until until) {
            return new MarkerExtent(encoding, until.marker(), settings);
        }
        return new OfAll(encoding);
    }

    /**
     * Searches.
     *
     * @param last whether no more bytes will come
     */
    abstract State find(InputBuffer in, boolean last);

    final State found(int bytes, int dropped) {
        length = bytes;
        skip = dropped;
        return State.FOUND;
    }

    final State more(int size) {
        wanted = size;
        return State.MORE;
    }

    /** {@return where the line end begins whose LF is there} */
    static int lineEnd(InputBuffer in, int lf, int from) {
        return lf > from && in.at(lf - 1) == '\r' ? lf - 1 : lf;
    }

    private static final class OfAll extends Extent {
        OfAll(Encoding encoding) {
            super(encoding);
        }

        @Override
        State find(InputBuffer in, boolean last) {
            int size = in.size();
            if (!last) {
                return more(size + 1);
            }
            return size == 0 ? State.END : found(size, 0);
        }
    }

    private static final class OfLine extends Extent {
        private final boolean keep;
        private final int longest;
        private int from; // no LF before this one

        OfLine(Encoding encoding, boolean keep, int longest) {
            super(encoding);
            this.keep = keep;
            this.longest = longest;
        }

        @Override
        State find(InputBuffer in, boolean last) {
            int size = in.size();
            int limit = Math.min(size, longest);
            int lf = in.indexOfLf(Math.min(from, limit), limit);
            if (lf >= 0) {
                int end = keep ? lf + 1 : text ? lineEnd(in, lf, 0) : lf;
                return found(end, lf + 1 - end);
            }
            if (size >= longest) {
                return found(text ? in.partEndWithin(limit, encoding) : limit, 0);
            }
            if (last) {
                return size == 0 ? State.END : found(size, 0);
            }
            from = size;
            return more(size + 1);
        }
    }

    /** A CRLF is one byte in text mode, so each byte counts but the CR before an LF. */
    private static final class OfBytes extends Extent {
        private int left; // bytes still to be counted
        private int counted; // received bytes that were counted, up to an LF

        OfBytes(Encoding encoding, int count) {
            super(encoding);
            left = count;
        }

        @Override
        State find(InputBuffer in, boolean last) {
            int size = in.size();
            if (left == 0) {
                return found(counted, 0);
            }
            if (last && size == 0) {
                return State.END;
            }
            if (size - counted < left && !last) {
                return more(saturated(counted, left));
            }
            return text ? count(in, last) : found(Math.min(left, size), 0);
        }

        private State count(InputBuffer in, boolean last) {
            int size = in.size();
            while (left > 0) {
                int lf = in.indexOfLf(counted, size);
                int stop = lf < 0 ? size : lineEnd(in, lf, counted);
                if (stop - counted >= left) {
                    return stretch(in, counted + left, last);
                }
                if (lf < 0) {
                    return last ? found(size, 0) : more(saturated(counted, left));
                }
                left -= stop - counted + 1;
                counted = lf + 1;
            }
            return found(counted, 0);
        }

        /** A CR at the very end may turn out to be half of a CRLF, which is one byte. */
        private State stretch(InputBuffer in, int end, boolean last) {
            boolean open = !last && end == in.size() && in.at(end - 1) == '\r';
            return open ? more(end + 1) : found(end, 0);
        }

        private static int saturated(int a, int b) {
            return (int) Math.min((long) a + b, Integer.MAX_VALUE);
        }
    }

    private static final class UpTo extends Extent {
        private final int most;
        private final boolean whole;

        UpTo(Encoding encoding, int most, boolean decode) {
            super(encoding);
            this.most = most;
            this.whole = decode && encoding.isText();
        }

        @Override
        State find(InputBuffer in, boolean last) {
            int size = in.size();
            if (size == 0) {
                return last ? State.END : more(1);
            }
            OfBytes present = new OfBytes(encoding, most);
            present.find(in, true);
            int end = cut(in, present.length, !last && present.length == size);
            return end == 0 ? more(size + 1) : found(end, 0);
        }

        /** {@return where to end: an open end is neither between CR and LF nor within a character, if that can be seen} */
        private int cut(InputBuffer in, int end, boolean open) {
            if (open && text && in.at(end - 1) == '\r') {
                return end - 1;
            }
            int before = whole ? in.characterEnd(end, encoding) : end;
            return before > 0 || open ? before : end;
        }
    }
}
