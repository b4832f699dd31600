package org.cqueues.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs every benchmark and prints one table, ours beside the JDK's: {@code Compare [--long] [part of a row's name]}. */
public final class Compare {
    private static final List<String> VM = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xms4g",
            "-Xmx4g",
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    private static final List<Row> ROWS = List.of(
            new Row(
                    "switch, one of 100",
                    "SwitchBenchmark.cqueues",
                    "virtual threads, yield",
                    "SwitchBenchmark.virtualThreads"),
            new Row(
                    "hand-off there and back",
                    "HandOffBenchmark.cqueues",
                    "virtual threads, park",
                    "HandOffBenchmark.virtualPark"),
            new Row(
                    "hand-off there and back",
                    "HandOffBenchmark.cqueues",
                    "virtual threads, SynchronousQueue",
                    "HandOffBenchmark.virtualSynchronousQueue"),
            new Row(
                    "hand-off there and back",
                    "HandOffBenchmark.cqueues",
                    "virtual threads, Exchanger",
                    "HandOffBenchmark.virtualExchanger"),
            new Row(
                    "hand-off there and back",
                    "HandOffBenchmark.cqueues",
                    "platform threads, park",
                    "HandOffBenchmark.platformPark"),
            new Row(
                    "hand-off there and back",
                    "HandOffBenchmark.cqueues",
                    "platform threads, SynchronousQueue",
                    "HandOffBenchmark.platformSynchronousQueue"),
            new Row("spawn, run, end", "SpawnBenchmark.cqueues", "virtual threads", "SpawnBenchmark.virtualThreads"),
            new Row("spawn, run, end", "SpawnBenchmark.cqueues", "platform threads", "SpawnBenchmark.platformThreads"),
            new Row(
                    "timer fires, 1M live",
                    "TimerBenchmark.fire",
                    "virtual threads, parkNanos",
                    "VirtualTimerBenchmark.fire"),
            new Row(
                    "timer fires, 1M live",
                    "TimerBenchmark.fire",
                    "ScheduledThreadPoolExecutor",
                    "JdkTimerBenchmark.executorFire"),
            new Row("timer fires, 1M live", "TimerBenchmark.fire", "DelayQueue", "JdkTimerBenchmark.delayQueueFire"),
            new Row(
                    "timer armed, cancelled, 1M live",
                    "TimerBenchmark.armAndCancel",
                    "virtual threads, parkNanos",
                    "VirtualTimerBenchmark.armAndCancel"),
            new Row(
                    "timer armed, cancelled, 1M live",
                    "TimerBenchmark.armAndCancel",
                    "ScheduledThreadPoolExecutor",
                    "JdkTimerBenchmark.executorArmAndCancel"),
            new Row("event and answer, depth 1", "NestedBenchmark.cqueues:1", "none", ""),
            new Row("event and answer, depth 10", "NestedBenchmark.cqueues:10", "none", ""),
            new Row("event and answer, depth 100", "NestedBenchmark.cqueues:100", "none", ""));

    private final boolean longer;
    private final Map<String, Double> measured = new HashMap<>();

    /** What is compared: a benchmark of ours and one of the JDK's, as {@code class.method[:depth]}; no benchmark is an empty name. */
    private record Row(String what, String ours, String way, String theirs) {}

    private Compare(boolean longer) {
        this.longer = longer;
    }

    /**
     * Measures and prints.
     *
     * @param args {@code --long}, and what the names of the rows must contain
     */
    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args));
        Compare compare = new Compare(words.remove("--long"));
        String part = words.isEmpty() ? "" : words.get(0);
        print("what", "ours", "JDK's", "ratio", "unit", "JDK's way");
        for (Row row : ROWS) {
            if (row.what().contains(part)) {
                compare.times(row);
            }
        }
        if ("idle".contains(part)) {
            print(
                    "idle, asleep on a timer",
                    footprint("cqueues"),
                    footprint("virtual"),
                    "bytes",
                    "virtual threads, parkNanos");
        }
    }

    private void times(Row row) throws RunnerException {
        print(row.what(), nanos(row.ours()), nanos(row.theirs()), "ns/op", row.way());
    }

    private double nanos(String benchmark) throws RunnerException {
        Double known = measured.get(benchmark);
        if (known == null) {
            known = benchmark.isEmpty()
                            || !VirtualThreads.present()
                                    && benchmark.toLowerCase(Locale.ROOT).contains("virtual")
                    ? Double.NaN
                    : run(benchmark);
            measured.put(benchmark, known);
        }
        return known;
    }

    private double run(String benchmark) throws RunnerException {
        String[] name = benchmark.split(":");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("[.]" + name[0].replace(".", "[.]") + "$")
                .jvmArgs(VM.toArray(new String[0]))
                .forks(longer ? 3 : 1)
                .warmupIterations(longer ? 5 : 3)
                .warmupTime(TimeValue.milliseconds(longer ? 1_000 : 400))
                .measurementIterations(longer ? 5 : 3)
                .measurementTime(TimeValue.milliseconds(longer ? 1_000 : 400))
                .shouldFailOnError(true)
                .output(Path.of(System.getProperty("org.cqueues.benchmarks.log", "jmh.log"))
                        .toString());
        if (name.length > 1) {
            options.param("depth", name[1]);
        }
        return new Runner(options.build()).runSingle().getPrimaryResult().getScore();
    }

    private static double footprint(String kind) throws IOException, InterruptedException {
        if (kind.equals("virtual") && !VirtualThreads.present()) {
            return Double.NaN;
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(VM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), IdleFootprint.class.getName(), kind));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("IdleFootprint " + kind + " ended with status " + process.exitValue());
        }
        return Double.parseDouble(printed);
    }

    private static void print(String what, double ours, double theirs, String unit, String way) {
        String ratio = Double.isNaN(theirs) ? "-" : String.format(Locale.ROOT, "%.2f", ours / theirs);
        print(what, number(ours), number(theirs), ratio, unit, way);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static void print(String what, String ours, String theirs, String ratio, String unit, String way) {
        System.out.printf("%-32s %10s %10s %7s  %-6s %s%n", what, ours, theirs, ratio, unit, way);
    }
}
