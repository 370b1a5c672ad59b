package org.auriflow.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What another process printed.
 *
 * @param code its exit code
 * @param out lines of its standard output
 * @param err lines of its standard error
 */
public record ChildProcess(int code, List<String> out, List<String> err) {
    /** Copies the lines. */
    public ChildProcess {
        out = List.copyOf(out);
        err = List.copyOf(err);
    }

    /**
     * Runs a command to its end, without standard input.
     *
     * @param environment variables to set
     * @throws IOException if it cannot be started
     */
    public static ChildProcess run(List<String> command, Map<String, String> environment) throws IOException {
        Path errors = Files.createTempFile("auriflow", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            // Whoever ends this process ends that one too.
            Thread end = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(end);
            try {
                process.getOutputStream().close();
                List<String> out = lines(process);
                int code = process.waitFor();
                return new ChildProcess(code, out, Files.readAllLines(errors));
            } finally {
                process.destroyForcibly();
                forget(end);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static List<String> lines(Process process) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return lines;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook is running, which is what it is for.
        }
    }

    /** The last line of standard error that says something, or the exit code. */
    public String complaint() {
        for (int i = err.size() - 1; i >= 0; i--) {
            if (!err.get(i).isBlank()) {
                return err.get(i).strip();
            }
        }
        return "exit code " + code;
    }
}
