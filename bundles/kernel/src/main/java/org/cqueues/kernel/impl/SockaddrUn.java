package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.cqueues.kernel.SocketName;

/**
 * A UNIX name: facade over
 * <pre>
 * struct sockaddr_un {
 *     sa_family_t sun_family;     // 0, AF_UNIX
 *     char        sun_path[108];  // 2
 * };
 * </pre>
 * The length tells the rest: 2 for no name; a path has a NUL at its end, which the kernel counts or not; an abstract name begins with NUL and has exactly
 * the bytes that the length says.
 */
final class SockaddrUn {
    private static final int PATH = 2;

    private SockaddrUn() {}

    /** {@return the bytes written} */
    static int put(ByteBuffer bytes, SocketName.Unix name) {
        bytes.putShort(0, (short) Platform.AF_UNIX);
        if (name.path().isEmpty()) {
            return PATH;
        }
        byte[] path = name.path().getBytes(StandardCharsets.UTF_8);
        int most = SocketName.UNIX_PATH_MAX + (name.isAbstract() ? 1 : 0);
        if (path.length > most) {
            throw new IllegalArgumentException(
                    "the path of a socket has at most " + most + " bytes, not " + path.length + ": \"" + name + '"');
        }
        bytes.put(PATH, path);
        if (name.isAbstract()) {
            return PATH + path.length;
        }
        bytes.put(PATH + path.length, (byte) 0);
        return PATH + path.length + 1;
    }

    static SocketName get(ByteBuffer bytes, int length) {
        int end = Math.min(Math.max(length, PATH), Sockaddr.MAX_SIZE);
        if (end > PATH && bytes.get(PATH) != 0) {
            end = endOfPath(bytes, end);
        }
        byte[] path = new byte[end - PATH];
        bytes.get(PATH, path);
        return new SocketName.Unix(new String(path, StandardCharsets.UTF_8));
    }

    private static int endOfPath(ByteBuffer bytes, int end) {
        int at = PATH;
        while (at < end && bytes.get(at) != 0) {
            at++;
        }
        return at;
    }
}
