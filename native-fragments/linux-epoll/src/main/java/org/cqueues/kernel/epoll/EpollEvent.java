package org.cqueues.kernel.epoll;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * What epoll is told and tells about a descriptor: facade over
 * <pre>
 * struct epoll_event {
 *     uint32_t     events;  // 0
 *     epoll_data_t data;    // 4 on x86-64, where the struct is packed; 8 elsewhere
 * } __EPOLL_PACKED;
 * </pre>
 * The data, which the kernel only carries, is the descriptor in the low half and what is watched in the high half, as bits of
 * {@link org.cqueues.kernel.Readiness}: so an event can be read without looking anything up.
 */
final class EpollEvent {
    private static final int EPOLLIN = 1;
    private static final int EPOLLPRI = 2;
    private static final int EPOLLOUT = 4;
    private static final int EPOLLERR = 8;
    private static final int EPOLLHUP = 16;
    private static final int EPOLLET = 1 << 31;

    /** Bits of readiness by those of EPOLLIN, EPOLLPRI and EPOLLOUT; the same table turns them back. */
    private static final int[] SWAPPED = {0, 1, 4, 5, 2, 3, 6, 7};

    private final int dataOffset;

    private EpollEvent(int dataOffset) {
        this.dataOffset = dataOffset;
    }

    /** {@return the layout on a machine, by its name in {@code os.arch}} */
    static EpollEvent of(String arch) {
        return new EpollEvent(Set.of("amd64", "x86_64").contains(arch) ? 4 : 8);
    }

    /** {@return bytes of the struct, and so the distance of two in an array} */
    int size() {
        return dataOffset + Long.BYTES;
    }

    /** Writes what to watch about a descriptor; level-triggered. */
    void put(ByteBuffer bytes, int at, int fd, int interest) {
        put(bytes, at, SWAPPED[interest], fd, interest);
    }

    /** Writes that a descriptor is watched for reading, and each time it becomes readable again is told once. */
    void putEdgeTriggered(ByteBuffer bytes, int at, int fd) {
        put(bytes, at, EPOLLIN | EPOLLET, fd, 1);
    }

    private void put(ByteBuffer bytes, int at, int events, int fd, int interest) {
        bytes.putInt(at, events);
        bytes.putLong(at + dataOffset, (long) interest << Integer.SIZE | fd);
    }

    int fd(ByteBuffer bytes, int at) {
        return (int) bytes.getLong(at + dataOffset);
    }

    /** {@return bits of readiness among those watched; all of these after an error or a hang-up} */
    int ready(ByteBuffer bytes, int at) {
        int events = bytes.getInt(at);
        int watched = (int) (bytes.getLong(at + dataOffset) >>> Integer.SIZE);
        return (events & (EPOLLERR | EPOLLHUP)) != 0
                ? watched
                : SWAPPED[events & (EPOLLIN | EPOLLPRI | EPOLLOUT)] & watched;
    }
}
