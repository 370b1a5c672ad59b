package org.auriflow.inference.external;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of an external simulator, and two threads that read what it prints. */
final class Worker {
    private static final int LONGEST_LINE = 1 << 24;
    private static final int LONGEST_ERROR = 300;
    private static final int ERRORS_KEPT = 10;
    private static final int ANSWERS_KEPT = 64;

    private final Process process;
    private final OutputStream input;
    private final ScheduledExecutorService clock;
    private final Thread output;
    private final Thread errors;
    /** Bounded, so that a program that never stops printing has to wait. Empty stands for the end. */
    private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>(ANSWERS_KEPT);

    private final Deque<String> lastErrors = new ArrayDeque<>();
    private volatile boolean late;

    /** The process is gone, or was killed because it was late. */
    static final class Lost extends Exception {
        private static final long serialVersionUID = 1L;

        Lost(String message) {
            super(message);
        }
    }

    private interface LineConsumer {
        void accept(String line) throws InterruptedException;
    }

    Worker(ProcessBuilder builder, ScheduledExecutorService clock) throws IOException {
        this.clock = clock;
        this.process = builder.start();
        this.input = process.getOutputStream();
        this.output = new Thread(() -> {
            readLines(process.getInputStream(), LONGEST_LINE, line -> answers.put(Optional.of(line)));
            answers.offer(Optional.empty());
        });
        this.errors = new Thread(() -> readLines(process.getErrorStream(), LONGEST_ERROR, this::keepError));
        for (Thread thread : new Thread[] {output, errors}) {
            thread.setName("auriflow-external-" + process.pid());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void keepError(String line) {
        synchronized (lastErrors) {
            lastErrors.add(line);
            if (lastErrors.size() > ERRORS_KEPT) {
                lastErrors.remove();
            }
        }
    }

    /** Hands out lines until there are no more. Of long ones only the beginning is kept. */
    private static void readLines(InputStream stream, int longest, LineConsumer consumer) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (BufferedInputStream in = new BufferedInputStream(stream)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    consumer.accept(line.toString(StandardCharsets.UTF_8).strip());
                    line.reset();
                } else if (line.size() < longest) {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                consumer.accept(line.toString(StandardCharsets.UTF_8).strip());
            }
        } catch (IOException e) {
            // a process that was killed
        } catch (InterruptedException e) {
            // told to stop
        }
    }

    /**
     * Sends a line and waits for one.
     *
     * @throws Lost if none comes in time, or the process ends
     */
    String ask(String line, Duration limit) throws Lost, InterruptedException {
        ScheduledFuture<?> alarm = clock.schedule(
                () -> {
                    late = true;
                    kill();
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        try {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            // It reads no more. An answer that it printed before it ended would be to another request.
            answers.clear();
            answers.offer(Optional.empty());
        }
        Optional<String> answer = answers.take();
        alarm.cancel(false);
        if (late || answer.isEmpty()) {
            throw new Lost(late ? "no answer within " + seconds(limit) + " (is its output flushed?)" : ended());
        }
        return answer.get();
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() / 1000.0 + " s";
    }

    private String ended() throws InterruptedException {
        return process.waitFor(1, TimeUnit.SECONDS)
                ? "it ended with exit code " + process.exitValue()
                : "it closed its output";
    }

    /** The last lines on standard error, after a kill. */
    String errors() throws InterruptedException {
        errors.join(1000);
        synchronized (lastErrors) {
            return String.join("\n", lastErrors);
        }
    }

    /** Ends the process with all that it started, at once. */
    void kill() {
        Set<ProcessHandle> found = new HashSet<>();
        // One that starts another between being found and killed would leave it behind, so all are stopped before.
        for (List<ProcessHandle> tree = tree(); process.isAlive() && found.addAll(tree); tree = tree()) {
            stop(tree);
        }
        found.forEach(ProcessHandle::destroyForcibly);
        output.interrupt();
        answers.clear();
        answers.offer(Optional.empty());
    }

    private List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Java cannot send this signal itself. Where there is no shell, nothing is stopped. */
    private static void stop(List<ProcessHandle> processes) {
        StringBuilder command = new StringBuilder("kill -STOP");
        processes.forEach(p -> command.append(' ').append(p.pid()));
        try {
            new ProcessBuilder("sh", "-c", command.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            // no shell
        }
    }

    /** Tells the process that there are no more requests. */
    void finish() {
        try {
            input.close();
        } catch (IOException e) {
            // it is gone already
        }
    }

    /** Waits for the end of process and threads, and kills what takes too long. */
    void awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            kill();
            process.waitFor();
        }
        output.interrupt();
        output.join(1000);
        errors.join(1000);
    }
}
