package org.cqueues.kernel.impl;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** The binding through JNA's direct mapping. Making one loads JNA and tries it, or throws a {@link LinkageError}. */
final class JnaBinding implements Binding {
    JnaBinding() {
        open().release();
    }

    @Override
    public String name() {
        return JNA;
    }

    @Override
    public Libc open() {
        return new JnaLibc();
    }

    @Override
    public long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }
}
