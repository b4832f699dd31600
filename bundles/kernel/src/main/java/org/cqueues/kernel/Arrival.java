package org.cqueues.kernel;

/** What {@code recvmsg(2)} tells beside the bytes: worker, reused from call to call by one thread at a time. */
public final class Arrival {
    private static final int[] NONE = {};

    private SocketName from = SocketName.UNSPECIFIED;
    private int[] fds = NONE;
    private boolean truncated;
    private boolean controlTruncated;

    /** Makes one that tells of nothing. */
    public Arrival() {}

    /**
     * Tells of a new message; for who implements the call.
     *
     * @param sender where it came from
     * @param received descriptors that came with it, now open here; the array is kept
     * @param cut whether the message was longer than the room for it
     * @param descriptorsCut whether descriptors were lost
     */
    public void set(SocketName sender, int[] received, boolean cut, boolean descriptorsCut) {
        from = sender;
        fds = received;
        truncated = cut;
        controlTruncated = descriptorsCut;
    }

    /** {@return where it came from; unspecified on a connected socket} */
    public SocketName from() {
        return from;
    }

    /** {@return the descriptors that came with it, close-on-exec, the caller's to close; may be empty} */
    public int[] fds() {
        return fds.clone();
    }

    /** {@return whether the message was longer than the room for it, and the rest is lost: {@code MSG_TRUNC}} */
    public boolean isTruncated() {
        return truncated;
    }

    /** {@return whether descriptors that came with it are lost: {@code MSG_CTRUNC}} */
    public boolean isControlTruncated() {
        return controlTruncated;
    }
}
