package org.cqueues.signal;

import java.util.Arrays;

/** A process of its own, whose listeners come and go while thousands of a blocked real-time signal are pending. */
final class FloodedProcess {
    private static final int TIMES = 20;
    private static final int PENDING = 2_000;

    private FloodedProcess() {}

    /** Runs it; the argument is the signal's name. */
    public static void main(String[] name) throws Exception {
        try (World world = new World()) {
            int signal = world.signals.number(name[0]);
            int[] flood = new int[PENDING];
            Arrays.fill(flood, signal);
            for (int i = 0; i < TIMES; i++) {
                world.signals.raise(flood);
                SignalListener listener = world.signals.listen(signal);
                listener.await();
                listener.close();
            }
            System.out.println(world.signals.features(signal).name() + ": closed " + TIMES);
        }
    }
}
