package org.auriflow.bench.cli;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.auriflow.bench.report.JsonParts;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.report.OutputDirectory;
import org.auriflow.bench.report.Provenance;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.nn.train.Cancellation;
import picocli.CommandLine.Model.CommandSpec;

/** A measurement that prints a table while it goes on and writes its numbers as JSON at the end, or nothing if interrupted. */
final class NumbersRun {
    private NumbersRun() {}

    /** What is measured. */
    @FunctionalInterface
    interface Measurement {
        /**
         * Measures.
         *
         * @param line takes each line of the table
         * @param json an open object
         * @throws CancellationException if cancelled
         */
        void run(Engine engine, Consumer<String> line, JsonStringWriter json, Cancellation cancellation);
    }

    /**
     * Runs it.
     *
     * @param out directory of the file
     * @param file its name
     * @return the exit code
     */
    static int of(CommandSpec spec, Path out, String file, int threads, long seed, Measurement measurement) {
        if (out.toString().isEmpty()) {
            throw new IllegalArgumentException("out: a directory is needed, got ''; name one with --out");
        }
        PrintWriter answer = spec.commandLine().getOut();
        Consumer<String> line = text -> {
            answer.println(text);
            answer.flush();
        };
        long begin = System.nanoTime();
        Cancellation cancellation = new Cancellation();
        // Closed in reverse order: the virtual machine may go down once everything else has been put away.
        try (Interruption interruption = new Interruption(cancellation::cancel);
                Engine engine = Engine.cpu(threads);
                OutputDirectory directory = OutputDirectory.open(out)) {
            interruption.setLastResort(directory::close);
            JsonStringWriter json = JsonWriter.indent("  ").string().object();
            json.value("seed", seed);
            measurement.run(engine, line, json, cancellation);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            JsonParts.number(json, "seconds", seconds);
            JsonParts.end(
                    json,
                    new Provenance(
                            CommandText.of(spec.commandLine()),
                            List.of(seed),
                            engine.device(),
                            threads,
                            Version.current(),
                            Machine.java(),
                            Machine.system(),
                            seconds),
                    List.of());
            write(directory.staging().resolve(file), json.end().done() + "\n");
            directory.commit();
            line.accept("");
            line.accept("numbers: " + directory.directory().resolve(file));
            return 0;
        } catch (CancellationException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("auriflow: interrupted; nothing was written");
            err.flush();
            return Interruption.EXIT_CODE;
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "out: cannot write " + file.getFileName() + " (" + e.getMessage() + "); choose another with --out",
                    e);
        }
    }
}
