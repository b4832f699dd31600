package org.cqueues.kernel.impl;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * Keeps the static native methods of one class bound to the C library while anyone uses them, so that nothing of a stopped bundle stays
 * behind in JNA. Any thread may call it.
 */
public final class JnaRegistration {
    private final Class<?> functions;
    private int users; // guarded by this

    /**
     * Describes a registration; nothing is bound yet.
     *
     * @param functions class whose static native methods are named after C functions
     */
    public JnaRegistration(Class<?> functions) {
        this.functions = functions;
    }

    /**
     * Counts one user more; the first one binds the methods.
     *
     * @throws UnsatisfiedLinkError if the C library lacks one of them
     */
    public synchronized void acquire() {
        if (users == 0) {
            Native.register(functions, NativeLibrary.getProcess());
        }
        users++;
    }

    /** Counts one user less; the last one unbinds the methods. */
    public synchronized void release() {
        users--;
        if (users == 0) {
            Native.unregister(functions);
            // JNA keeps the options by class, in a weak map whose values name the class: only emptied does it let the
            // class go.
            Native.getLibraryOptions(functions).clear();
        }
    }

    /** {@return the result of the call just made on this thread, or the negative errno if it was -1} */
    public static int result(int result) {
        return result == -1 ? -Native.getLastError() : result;
    }

    /** {@return the result of the call just made on this thread, or the negative errno if it was -1} */
    public static long result(long result) {
        return result == -1 ? -Native.getLastError() : result;
    }
}
