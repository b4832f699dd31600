package org.cqueues.benchmarks;

import java.time.Duration;
import java.util.Random;
import org.cqueues.controller.Controller;

/**
 * Lets very many coroutines sleep until random moments and checks that none wakes early: {@code TimerOrder [count] [seconds]}. The first wakes three
 * seconds after the start, when all are asleep. Ends with status 1 if one wakes early. It also counts those that were overtaken by one that was due a millisecond
 * later; a pause between reading the clock and falling asleep can be the cause.
 */
public final class TimerOrder {
    private static final long ALL_ASLEEP_NANOS = 3_000_000_000L;
    private static final long TOLERANCE_NANOS = 1_000_000;

    private final Ours ours = Ours.open();
    private long early;
    private long overtaken;
    private long latestDeadline = Long.MIN_VALUE;
    private long worstLatenessNanos;

    private TimerOrder() {}

    /**
     * Runs the sleepers and prints one line.
     *
     * @param args how many, and within how many seconds they wake
     */
    public static void main(String[] args) {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 2;
        TimerOrder order = new TimerOrder();
        order.run(count, (long) (seconds * 1e9));
        System.out.printf(
                "%d timers: %d early, %d overtaken, the latest %.3f ms late%n",
                count, order.early, order.overtaken, order.worstLatenessNanos / 1e6);
        Runtime.getRuntime().halt(order.early == 0 ? 0 : 1);
    }

    private void run(int count, long withinNanos) {
        Controller loop = ours.controllers().create();
        Random random = new Random(42);
        long first = ours.kernel().monotonicNanos() + ALL_ASLEEP_NANOS;
        for (int i = 0; i < count; i++) {
            long deadline = first + (long) (random.nextDouble() * withinNanos);
            loop.wrap(() -> sleepUntil(deadline));
        }
        loop.loop();
    }

    private void sleepUntil(long deadline) {
        ours.controllers().sleep(Duration.ofNanos(deadline - ours.kernel().monotonicNanos()));
        long late = ours.kernel().monotonicNanos() - deadline;
        if (late < 0) {
            early++;
        }
        if (deadline < latestDeadline - TOLERANCE_NANOS) {
            overtaken++;
        }
        latestDeadline = Math.max(latestDeadline, deadline);
        worstLatenessNanos = Math.max(worstLatenessNanos, late);
    }
}
