package org.cqueues.kernel.epoll;

import java.util.Optional;
import org.cqueues.kernel.ErrnoException;
import org.cqueues.kernel.Kernel;
import org.cqueues.kernel.Poller;
import org.cqueues.kernel.PollerProvider;
import org.cqueues.kernel.impl.Binding;
import org.cqueues.kernel.impl.NativeKernel;

/** Offers epoll, on Linux: provider. */
public final class EpollProvider implements PollerProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EpollProvider() {}

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int rank() {
        return 100;
    }

    @Override
    public Optional<String> unavailableReason() {
        String os = System.getProperty("os.name");
        return os.equals("Linux") ? Optional.empty() : Optional.of("epoll is Linux's, and this is " + os);
    }

    @Override
    public Poller open(Kernel kernel) throws ErrnoException {
        Binding binding = NativeKernel.of(kernel).nativeBinding();
        return EpollPoller.open(kernel.errno(), binding, calls(binding), calls(binding));
    }

    /** The class of the binding that was not chosen must not even be loaded: JNA may be missing. */
    static EpollCalls calls(Binding binding) {
        return switch (binding.name()) {
            case Binding.FOREIGN -> new EpollForeign(binding.open());
            case Binding.JNA -> new EpollJna(binding.open());
            default -> throw new IllegalArgumentException("no epoll calls for the binding " + binding.name());
        };
    }
}
