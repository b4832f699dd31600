package org.cqueues.shell.impl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.cqueues.socket.Socket;

/** Worker: reads the body of a message from a socket in binary mode. RFC 9112, sections 6 and 7. */
final class HttpBody {
    private static final int MOST_TRAILERS = 100;

    private final Socket socket;
    private final boolean chunked;
    private final boolean untilClose;
    private long most; // bytes that may still come
    private long left; // bytes of the body, or of the chunk
    private boolean first = true; // no chunk has begun yet
    private boolean ended;

    private HttpBody(Socket socket, HttpHead head, boolean lasts, long most) throws HttpException {
        this.socket = socket;
        this.most = most;
        chunked = isChunked(head);
        boolean sized = head.count("Content-Length") > 0;
        untilClose = lasts && !chunked && !sized;
        left = untilClose ? Long.MAX_VALUE : sized ? length(head) : 0;
        ended = !chunked && left == 0;
        requireAtMost();
    }

    /**
     * The body of a request, which ends where its head says.
     *
     * @param most longest body in bytes
     * @throws HttpException 413 if it is longer, which may turn out while it is read
     */
    static HttpBody ofRequest(Socket socket, HttpHead head, long most) throws HttpException {
        return new HttpBody(socket, head, false, most);
    }

    /**
     * The body of an answer, which without a length lasts until the stream ends.
     *
     * @param some whether there is one: the status says that
     */
    static HttpBody ofAnswer(Socket socket, HttpHead head, boolean some) throws HttpException {
        HttpBody body = new HttpBody(socket, head, true, Long.MAX_VALUE);
        body.ended |= !some;
        return body;
    }

    private void requireAtMost() throws HttpException {
        if (left > most) {
            throw new HttpException(HttpStatus.CONTENT_TOO_LARGE, "a request does not bring so much");
        }
    }

    /** Two ways to tell the end would let two readers of the message differ about it. */
    private static boolean isChunked(HttpHead head) throws HttpException {
        if (head.count("Transfer-Encoding") == 0) {
            return false;
        }
        if (head.count("Content-Length") > 0) {
            throw HttpException.malformed("a message has Content-Length or Transfer-Encoding, not both");
        }
        if (!head.list("Transfer-Encoding").equals(List.of("chunked"))) {
            throw new HttpException(HttpStatus.NOT_IMPLEMENTED, "the only transfer coding known is chunked");
        }
        return true;
    }

    private static long length(HttpHead head) throws HttpException {
        String length = head.field("Content-Length").orElseThrow();
        if (head.count("Content-Length") > 1 || !length.matches("[0-9]{1,18}")) {
            throw HttpException.malformed("Content-Length is not one number of bytes");
        }
        return Long.parseLong(length);
    }

    /**
     * Reads what is there, and waits only if there is nothing.
     *
     * @param target where to put it
     * @return bytes put there, at least 1; -1 at the end of the body
     * @throws HttpException if the stream ends before the body does, or a chunk is malformed
     */
    int read(ByteBuffer target) throws IOException {
        if (chunked && left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), left));
        int count = socket.read(target);
        target.limit(limit);
        if (count < 0) {
            ended = true;
            if (untilClose) {
                return -1;
            }
            throw HttpException.malformed("the stream ended within the body");
        }
        left -= count;
        most -= count;
        ended = !chunked && left == 0;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first && !line().isEmpty()) {
            throw HttpException.malformed("a chunk is longer than it says");
        }
        first = false;
        String size = line().split("[;\t ]", 2)[0];
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw HttpException.malformed("the size of a chunk is not a number");
        }
        left = Long.parseLong(size, 16);
        ended = left == 0;
        requireAtMost();
        for (int i = 0; ended && !line().isEmpty(); i++) {
            if (i == MOST_TRAILERS) {
                throw HttpException.malformed("there are too many trailers");
            }
        }
    }

    private String line() throws IOException {
        String line = HttpHead.line(socket, HttpStatus.BAD_REQUEST);
        if (line == null) {
            throw HttpException.malformed("the stream ended within the body");
        }
        return line;
    }

    /**
     * Reads it to its end and forgets it.
     *
     * @param patience longest time for all of it; a piece may take the socket's timeout beside
     * @throws HttpException 408 if it takes longer; or as {@link #read} does
     */
    void discard(Duration patience) throws IOException {
        if (ended) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        long begin = System.nanoTime();
        try {
            while (read(buffer.clear()) >= 0) {
                if (System.nanoTime() - begin > patience.toNanos()) {
                    throw HttpHead.late();
                }
            }
        } catch (SocketTimeoutException e) {
            throw HttpHead.late();
        }
    }
}
