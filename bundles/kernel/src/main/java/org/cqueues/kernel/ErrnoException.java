package org.cqueues.kernel;

import java.io.IOException;

/** A system call that failed: which one, on what, with which error number. */
public class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String name;
    private final String call;

    /**
     * Describes a failed call.
     *
     * @param errno the platform's error numbers
     * @param code error number, greater than 0
     * @param call C name of the call, such as {@code connect}
     * @param subject what it was called on, such as {@code 127.0.0.1:8000} or {@code fd 7}
     */
    public ErrnoException(Errno errno, int code, String call, String subject) {
        super(call + " " + subject + ": " + errno.strerror(code) + " ("
                + errno.name(code).orElse("errno " + code) + ")");
        this.code = code;
        this.name = errno.name(code).orElse("");
        this.call = call;
    }

    /** {@return the error number, greater than 0} */
    public int code() {
        return code;
    }

    /** {@return the error's macro name, such as {@code ECONNRESET}; empty if the platform has none} */
    public String name() {
        return name;
    }

    /** {@return the C name of the call that failed} */
    public String call() {
        return call;
    }
}
