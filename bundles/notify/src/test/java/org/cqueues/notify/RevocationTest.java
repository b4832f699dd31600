package org.cqueues.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** File systems that are really unmounted, in a process with mounts of its own, and permission that a process of another user really loses. */
@Timeout(120)
class RevocationTest {
    private static final String[] OWN_MOUNTS = {"unshare", "--mount", "--propagation", "private"};
    private static final String[] OTHER_USER = {
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"
    };

    /** How many events the kernel keeps that are not read. */
    private static final String EVENTS = "/proc/sys/fs/inotify/max_queued_events";

    @TempDir
    Path temporary;

    private Path dir;

    @BeforeEach
    void makeDirectory() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        dir = Files.createDirectory(temporary.resolve("dir"));
        permit(true);
    }

    private void permit(boolean all) throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString(all ? "rwxr-xr-x" : "rwx------"));
    }

    private WatchingProcess withOwnMounts() throws Exception {
        Means.require(
                "mounting needs root, with CAP_SYS_ADMIN",
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "mount",
                "-t",
                "tmpfs",
                "tmpfs",
                dir.toString());
        return WatchingProcess.start(WatchingProcess.classes(), OWN_MOUNTS);
    }

    private WatchingProcess asOtherUser() throws Exception {
        List<String> command = new ArrayList<>(List.of(OTHER_USER));
        command.add("true");
        Means.require("being another user needs root, with CAP_SETUID", command.toArray(new String[0]));
        return WatchingProcess.start(classesForAll(), OTHER_USER);
    }

    /** Where the build has put classes and jars may be closed to other users. */
    private String classesForAll() throws Exception {
        Path copies = Files.createDirectory(temporary.resolve("classes"));
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> copied = new ArrayList<>();
        for (String each : WatchingProcess.classes().split(":")) {
            Path copy = copies.resolve(copied.size() + "-" + Path.of(each).getFileName());
            Means.require("there is no " + each, "cp", "-rL", each, copy.toString());
            Means.require("nobody may read " + copy, "chmod", "-R", "a+rX", copy.toString());
            copied.add(copy.toString());
        }
        return String.join(":", copied);
    }

    // Unmounting.

    @ParameterizedTest
    @EnumSource(Scope.class)
    void unmountingIsRevokedAndTheEnd(Scope scope) throws Exception {
        try (WatchingProcess process = withOwnMounts()) {
            process.ask("run mount -t tmpfs tmpfs " + dir);
            process.ask("watch " + scope + " " + dir);
            assertEquals(List.of(), process.ask("tell"));
            process.ask("run umount " + dir);

            assertEquals(List.of(". REVOKE", "ended"), process.ask("tell"));
            assertEquals(List.of("ended"), process.ask("tell"));
        }
    }

    @Test
    void whatChangedBeforeIsToldToo() throws Exception {
        try (WatchingProcess process = withOwnMounts()) {
            process.ask("run mount -t tmpfs tmpfs " + dir);
            process.ask("watch ENTRIES " + dir);
            process.ask("run touch " + dir + "/a");
            process.ask("run umount " + dir);

            assertEquals(List.of("a CREATE ATTRIB", ". REVOKE", "ended"), process.ask("tell"));
        }
    }

    @Test
    void lazyUnmountingIsToldWhenTheLastUserIsGone() throws Exception {
        try (WatchingProcess process = withOwnMounts()) {
            process.ask("run mount -t tmpfs tmpfs " + dir);
            process.ask("watch NAMES " + dir);
            process.ask("run exec 9>" + dir + "/a; umount -l " + dir + "; sleep 1000 & echo $! >" + temporary + "/pid");
            assertEquals(List.of("a CREATE"), process.ask("tell"));

            process.ask("run p=$(cat " + temporary + "/pid); kill $p; while kill -0 $p 2>/dev/null; do :; done");

            assertEquals(List.of(". REVOKE", "ended"), process.ask("tell"));
        }
    }

    @Test
    void unmountingBelowIsRevokedThereAndTheWatchingGoesOn() throws Exception {
        Path below = Files.createDirectory(dir.resolve("below"));
        try (WatchingProcess process = withOwnMounts()) {
            process.ask("run mount -t tmpfs tmpfs " + below);
            process.ask("watch TREE " + dir);
            process.ask("run touch " + below + "/a");
            assertEquals(List.of("below/a CREATE ATTRIB"), process.ask("tell"));
            process.ask("run umount " + below);
            assertEquals(List.of("below REVOKE"), process.ask("tell"));

            process.ask("run rmdir " + below);
            process.ask("run touch " + dir + "/b");
            assertEquals(List.of("below DELETE", "b CREATE ATTRIB"), process.ask("tell"));
        }
    }

    // Lost permission.

    @Test
    void directoryThatMustNotBeReadAnyMoreGoesOnBeingToldOf() throws Exception {
        try (WatchingProcess process = asOtherUser()) {
            process.ask("watch ENTRIES " + dir);
            permit(false);
            assertEquals(List.of(". ATTRIB"), process.ask("tell"));

            Files.createFile(dir.resolve("a"));
            assertEquals(List.of("a CREATE"), process.ask("tell"));
            Files.delete(dir.resolve("a"));
            assertEquals(List.of("a DELETE"), process.ask("tell"));
            assertEquals(List.of("EACCES"), process.ask("watch ENTRIES " + dir));
        }
    }

    @Test
    void directoryBelowThatCannotBeWatchedForWantOfPermissionIsRevoked() throws Exception {
        try (WatchingProcess process = asOtherUser()) {
            process.ask("watch TREE " + dir);
            permit(false);
            Files.createDirectory(dir.resolve("below"));

            assertEquals(List.of(". ATTRIB", "below CREATE REVOKE"), process.ask("tell"));
        }
    }

    @Test
    void comparisonThatPermissionIsMissingForIsRevokedAndTheWatchingGoesOn() throws Exception {
        int events = mostEvents();
        Means.require(
                "the kernel keeps more events than a test can make", "test", Integer.toString(events), "-le", "100000");
        try (WatchingProcess process = asOtherUser()) {
            process.ask("watch NAMES " + dir);
            permit(false);
            for (int i = 0; i <= events; i++) {
                Files.createFile(dir.resolve("x" + i));
            }
            assertEquals(List.of(". REVOKE OVERFLOW"), process.ask("tell"));
            Files.createFile(dir.resolve("a"));
            assertEquals(List.of("a CREATE"), process.ask("tell"));

            permit(true);
            assertEquals(List.of(), process.ask("tell"));
            assertTrue(process.ask("watch NAMES " + dir).isEmpty());
        }
    }

    /** The kernel tells a setting in one read, or its first byte only. */
    private static int mostEvents() throws IOException {
        try (InputStream setting = Files.newInputStream(Path.of(EVENTS))) {
            return Integer.parseInt(new String(setting.readNBytes(32), StandardCharsets.US_ASCII).strip());
        }
    }
}
