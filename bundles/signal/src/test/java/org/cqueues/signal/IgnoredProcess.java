package org.cqueues.signal;

/** A process of its own, which is sent a signal all the time while listeners for it come and go. */
final class IgnoredProcess {
    private static final int TIMES = 200;

    private IgnoredProcess() {}

    /** Runs it, with {@code SIGHUP} ignored. */
    public static void main(String[] none) throws Exception {
        try (World world = new World()) {
            int signal = world.signals.number("HUP");
            Thread sender = new Thread(() -> raise(world, signal));
            sender.setDaemon(true);
            sender.start();
            int taken = 0;
            for (int i = 0; i < TIMES; i++) {
                try (SignalListener listener = world.signals.listen(signal)) {
                    taken += listener.await() == signal ? 1 : 0;
                }
            }
            System.out.println("took " + taken);
            System.exit(0); // the sender does not end
        }
    }

    private static void raise(World world, int signal) {
        try {
            while (true) {
                world.signals.raise(signal);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
