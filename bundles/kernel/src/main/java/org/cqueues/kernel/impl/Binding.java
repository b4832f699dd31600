package org.cqueues.kernel.impl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.cqueues.kernel.Block;

/** One way from Java to C: contract of the two bindings. Any thread may call it. */
public interface Binding {
    /** Name of the binding through {@code java.lang.foreign}. */
    String FOREIGN = "foreign";

    /** Name of the binding through JNA's direct mapping. */
    String JNA = "jna";

    /** {@return {@link #FOREIGN} or {@link #JNA}, as {@link org.cqueues.kernel.Kernel#BINDING_SETTING} names it} */
    String name();

    /** {@return calls for one thread at a time, to be released by the caller} */
    Libc open();

    /** {@return the address of a direct buffer's first byte} */
    long address(ByteBuffer direct);

    /** {@return a new zeroed block, in native byte order} */
    default Block allocate(int size) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        return new Block(bytes, address(bytes));
    }
}
