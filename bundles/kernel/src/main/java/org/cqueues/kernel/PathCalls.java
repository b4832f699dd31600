package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/** System calls on paths, which a UNIX socket needs around its {@code bind(2)}. Each returns 0 or a negative errno. Paths are UTF-8 without NUL. */
@ProviderType
public interface PathCalls {
    /**
     * {@return 0 or a negative errno}
     *
     * @param path file to remove from its directory
     * @see <a href="https://man7.org/linux/man-pages/man2/unlink.2.html">unlink(2)</a>
     */
    int unlink(String path);

    /**
     * {@return 0 or a negative errno}
     *
     * @param path file; a symbolic link is followed
     * @param mode permission bits
     * @see <a href="https://man7.org/linux/man-pages/man2/chmod.2.html">chmod(2)</a>
     */
    int chmod(String path, int mode);

    /**
     * {@return 0 or a negative errno}
     *
     * @param fd descriptor; the mode of a UNIX socket that is not bound is that of its file, less the process's umask
     * @param mode permission bits
     * @see <a href="https://man7.org/linux/man-pages/man2/chmod.2.html">fchmod(2)</a>
     */
    int fchmod(int fd, int mode);
}
