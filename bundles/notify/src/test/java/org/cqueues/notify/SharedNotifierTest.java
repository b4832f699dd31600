package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.cqueues.controller.Body;
import org.cqueues.controller.Controller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One notifier that coroutines of several controllers, and threads that are none, wait for at the same time. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class SharedNotifierTest {
    private static final int ROUNDS = 50;
    private static final int WAITING = 3;

    @TempDir
    Path dir;

    /** Whoever wakes first reads in what is for all of them, and the descriptor has nothing more to tell. */
    @Test
    void everyoneWhoWaitsIsToldOneOfTheChangesThatOneHasReadIn() throws Exception {
        try (World world = new World();
                Notifier notifier = world.watch(dir, Scope.NAMES)) {
            for (int round = 0; round < ROUNDS; round++) {
                Set<String> told = ConcurrentHashMap.newKeySet();
                Body waiting = () -> told.add(notifier.get().orElseThrow().name());
                List<FutureTask<Void>> threads = new ArrayList<>();
                for (int i = 0; i < WAITING; i++) {
                    threads.add(start(waiting));
                    threads.add(start(() -> loop(world, waiting)));
                }
                for (int i = 1; i < threads.size(); i++) { // beside the directory itself
                    notifier.add(round + "." + i);
                    Files.createDirectory(dir.resolve(round + "." + i));
                }
                for (FutureTask<Void> thread : threads) {
                    thread.get();
                }
                assertTrue(told.size() > 1, told.toString());
                drain(notifier);
            }
        }
    }

    private static void drain(Notifier notifier) throws Exception {
        while (notifier.get(Duration.ZERO).isPresent()) {
            // What was told while it went on is told anew.
        }
    }

    private static void loop(World world, Body body) {
        try (Controller controller = world.controllers.create()) {
            controller.wrap(body);
            controller.loop();
        }
    }

    private static FutureTask<Void> start(Body body) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            body.run();
            return null;
        });
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
