package org.cqueues.controller.impl;

/** Work on a controller that its stepping thread is sent. The controller may move to another tree while the message is on its way: it follows. */
final class Message implements Runnable {
    private final Loop loop;
    private final Runnable work;

    Message(Loop loop, Runnable work) {
        this.loop = loop;
        this.work = work;
    }

    /** For whoever took it out of an inbox. */
    @Override
    public void run() {
        if (loop.root().owns(Thread.currentThread())) {
            work.run();
        } else {
            loop.post(this);
        }
    }
}
