package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/** System calls on any descriptor. Each returns at least 0, or a negative errno; none blocks on a non-blocking descriptor. */
@ProviderType
public interface DescriptorCalls {
    /**
     * {@return bytes read, 0 at the end of the stream, or a negative errno}
     *
     * @param fd descriptor
     * @param address where to put the bytes
     * @param length room there, in bytes
     * @see <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a>
     */
    long read(int fd, long address, long length);

    /**
     * {@return bytes written, possibly fewer than asked for, or a negative errno; no {@code SIGPIPE} is raised in a JVM}
     *
     * @param fd descriptor
     * @param address where the bytes are
     * @param length how many
     * @see <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>
     */
    long write(int fd, long address, long length);

    /**
     * {@return 0 or a negative errno; the descriptor is gone in either case, so it is never tried again}
     *
     * @param fd descriptor
     * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
     */
    int close(int fd);

    /**
     * {@return another, close-on-exec descriptor of the same open file, or a negative errno}
     *
     * @param fd descriptor
     * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2), F_DUPFD_CLOEXEC</a>
     */
    int dup(int fd);

    /**
     * Makes a descriptor that comes from elsewhere as ours are: close-on-exec and non-blocking. The second holds for every copy of it, in other processes too.
     *
     * @param fd descriptor
     * @return 0 or a negative errno
     * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2), F_SETFD and F_SETFL</a>
     */
    int adopt(int fd);
}
