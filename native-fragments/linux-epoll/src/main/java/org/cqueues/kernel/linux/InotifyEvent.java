package org.cqueues.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.cqueues.kernel.DirectoryWatcher.Event;

/**
 * One change as Linux tells it: facade over
 * <pre>
 * struct inotify_event {
 *     int      wd;      // 0, -1 for an overflow
 *     uint32_t mask;    // 4
 *     uint32_t cookie;  // 8
 *     uint32_t len;     // 12, bytes of the name with the NULs that fill it up
 *     char     name[];  // 16
 * };
 * </pre>
 */
final class InotifyEvent {
    /** {@code IN_NONBLOCK}. */
    static final int NONBLOCK = 0x800;

    /** {@code IN_CLOEXEC}. */
    static final int CLOEXEC = 0x80000;

    /** {@code IN_ONLYDIR}. */
    static final int ONLYDIR = 0x0100_0000;

    /** {@code IN_DONT_FOLLOW}. */
    static final int DONT_FOLLOW = 0x0200_0000;

    /** {@code IN_MODIFY}, {@code IN_ATTRIB}, {@code IN_MOVED_FROM} and {@code _TO}, {@code IN_CREATE}, {@code IN_DELETE}, and both of the directory itself. */
    static final int ALL = 0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800;

    private static final int ISDIR = 0x4000_0000;
    private static final int HEADER = 16;

    private InotifyEvent() {}

    static int watch(ByteBuffer bytes, int at) {
        return bytes.getInt(at);
    }

    /** {@return what happened: the kernel tells one thing an event; null for what we do not ask for} */
    static Event event(ByteBuffer bytes, int at) {
        return switch (bytes.getInt(at + 4) & 0xffff) {
            case 0x2 -> Event.MODIFY;
            case 0x4 -> Event.ATTRIB;
            case 0x40 -> Event.MOVED_FROM;
            case 0x80 -> Event.MOVED_TO;
            case 0x100 -> Event.CREATE;
            case 0x200 -> Event.DELETE;
            case 0x400 -> Event.DELETE_SELF;
            case 0x800 -> Event.MOVE_SELF;
            case 0x2000 -> Event.UNMOUNT;
            case 0x4000 -> Event.OVERFLOW;
            case 0x8000 -> Event.IGNORED;
            default -> null;
        };
    }

    static boolean isFolder(ByteBuffer bytes, int at) {
        return (bytes.getInt(at + 4) & ISDIR) != 0;
    }

    static int cookie(ByteBuffer bytes, int at) {
        return bytes.getInt(at + 8);
    }

    /** {@return where the next event begins} */
    static int next(ByteBuffer bytes, int at) {
        return at + HEADER + bytes.getInt(at + 12);
    }

    /** {@return the entry's name, in UTF-8, without the NULs behind it} */
    static String name(ByteBuffer bytes, int at) {
        int end = next(bytes, at);
        int length = 0;
        while (at + HEADER + length < end && bytes.get(at + HEADER + length) != 0) {
            length++;
        }
        byte[] name = new byte[length];
        bytes.get(at + HEADER, name);
        return new String(name, StandardCharsets.UTF_8);
    }
}
