package org.cqueues.signal;

import java.io.IOException;

/** Another process, which sends signals. */
final class Kill {
    private Kill() {}

    /** Sends one to this process. */
    static void self(String name) throws IOException, InterruptedException {
        send(ProcessHandle.current().pid(), name, 1);
    }

    /** Sends some, as fast as a shell can. */
    static void send(long pid, String name, int times) throws IOException, InterruptedException {
        String loop = "i=0; while [ $i -lt " + times + " ]; do kill -s " + name + " " + pid + "; i=$((i + 1)); done";
        int status = new ProcessBuilder("sh", "-c", loop).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("kill -s " + name + " " + pid + ": status " + status);
        }
    }
}
