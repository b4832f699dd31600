package org.cqueues.kernel;

import org.osgi.annotation.versioning.ProviderType;

/** All system calls of one binding. Each handles {@code EINTR} itself, except {@code close}. */
@ProviderType
public interface Syscalls extends DescriptorCalls, SocketCalls, PathCalls, SignalCalls {}
