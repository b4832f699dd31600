package org.cqueues.kernel;

/**
 * Who was at the other end of a UNIX connection when it was made.
 *
 * @param pid process; 0 if it is not known here
 * @param uid effective user; -1 if there is no peer
 * @param gid effective group; -1 if there is no peer
 */
public record Credentials(int pid, long uid, long gid) {}
