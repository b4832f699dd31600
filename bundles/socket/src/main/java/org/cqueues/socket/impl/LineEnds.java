package org.cqueues.socket.impl;

/** What becomes of the line ends in what is read. */
enum LineEnds {
    /** They stay. */
    KEEP,
    /** CRLF becomes LF. */
    LF,
    /** CRLF and LF vanish. */
    DROP
}
