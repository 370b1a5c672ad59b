package org.auriflow.bench.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into a request to stop: while it is open, the virtual machine goes down only after the work has been
 * asked to end and has had some seconds to put away what it has.
 */
final class Interruption implements AutoCloseable {
    /** What shells report for a process that Ctrl-C ended. */
    static final int EXIT_CODE = 130;

    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile Runnable lastResort = () -> {};

    /**
     * Begins to listen.
     *
     * @param request asks the work to stop
     */
    Interruption(Runnable request) {
        hook = new Thread(() -> stop(request), "auriflow-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Says what to do if the work does not stop in time.
     *
     * @param lastResort removes what the work leaves behind
     */
    void setLastResort(Runnable lastResort) {
        this.lastResort = lastResort;
    }

    private void stop(Runnable request) {
        request.run();
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                lastResort.run();
            }
        } catch (InterruptedException e) {
            lastResort.run();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // The hook is running, and has just been told that it may end.
        }
    }
}
