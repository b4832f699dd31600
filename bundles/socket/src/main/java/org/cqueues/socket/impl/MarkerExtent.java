package org.cqueues.socket.impl;

/** Worker: finds what comes before a marker, in chunks small enough that no part of the marker or of the line end before it is taken for content. */
final class MarkerExtent extends Extent {
    private static final int LINE_END = 2;

    private final String marker;
    private final int chunk;
    private int from; // the marker does not begin before this one

    MarkerExtent(Encoding encoding, String marker, Settings settings) {
        super(encoding);
        this.marker = marker;
        int line = text && settings.inputLine() != Integer.MAX_VALUE ? settings.inputLine() : 0;
        this.chunk = Math.min(Math.max(settings.inputSize(), line), Integer.MAX_VALUE - LINE_END - marker.length());
    }

    @Override
    State find(InputBuffer in, boolean last) {
        int size = in.size();
        int window = chunk + LINE_END + marker.length();
        int at = indexOfMarker(in, Math.min(size, window));
        if (at >= 0) {
            return before(in, at);
        }
        if (size >= window) {
            return found(chunkEnd(in), 0);
        }
        if (last) {
            return size == 0 ? State.END : rest(in, size);
        }
        return more(size + 1);
    }

    private int indexOfMarker(InputBuffer in, int limit) {
        int last = limit - marker.length();
        for (; from <= last; from++) {
            if (isAt(in, from)) {
                return from;
            }
        }
        return -1;
    }

    private boolean isAt(InputBuffer in, int index) {
        for (int i = 0; i < marker.length(); i++) {
            if (in.at(index + i) != marker.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** At the marker's own line end there is nothing to give any more; it is dropped all the same, so that the marker is next. */
    private State before(InputBuffer in, int marker) {
        int end = marker > 0 && in.at(marker - 1) == '\n' ? lineEnd(in, marker - 1, 0) : marker;
        if (end > chunk) {
            return found(chunkEnd(in), 0);
        }
        found(end, marker - end);
        return end == 0 ? State.END : State.FOUND;
    }

    private State rest(InputBuffer in, int size) {
        return found(size > chunk ? chunkEnd(in) : size, 0);
    }

    /** {@return the end of a chunk with as many bytes as it may have, or in text mode of its last whole line} */
    private int chunkEnd(InputBuffer in) {
        if (!text) {
            return chunk;
        }
        for (int i = chunk - 1; i >= 0; i--) {
            if (in.at(i) == '\n') {
                return i + 1;
            }
        }
        return in.partEndWithin(chunk, encoding);
    }
}
