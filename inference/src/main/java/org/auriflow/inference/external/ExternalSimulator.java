package org.auriflow.inference.external;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.auriflow.inference.data.RunLayout;

/**
 * Any program that reads requests as lines of JSON on its standard input and answers each with a line of JSON on its standard
 * output. Several processes of it are kept alive, each with one request at a time.
 *
 * <pre>
 * {"run":17,"seed":5331,"theta":[0.5],"points":[[0.5],[-0.6]]}
 * {"run":17,"x":[1.3],"log_p":[-1.2,-1.9],"score":[[0.3],[0.8]]}
 * </pre>
 *
 * <ul>
 *   <li>{@code theta}: the P parameters to simulate with. {@code seed}: a whole number from 0 to 2⁵³ − 1, different for every
 *       run; the same request must get the same answer.
 *   <li>{@code x}: the D observables, finite, as many as in the first run.
 *   <li>{@code points}: K parameter points that gold is wanted at: θ itself, or θ0 and θ1, one of which is θ.
 *   <li>{@code log_p}, if the program knows it: log p(x, z | θ_k) at each point, in nats and up to a constant that is the same for
 *       all points; null where the run is impossible.
 *   <li>{@code score}, if the program knows it: ∇θ log p(x, z | θ_k) at each point, P components each; null where the run is
 *       impossible. Either all runs have log_p, or none, and so with the score.
 *   <li>Instead of all this {@code {"run":17,"error":"why"}} for a run that fails; it is not tried again. Other keys are ignored.
 * </ul>
 *
 * <p>A program flushes its output after each answer and ends at the end of its input. Where it ends early, takes longer than the
 * time limit, or prints anything that is not the answer to its request, it is killed and started anew, and the run is tried again.
 * What it prints on standard error is kept for the message.
 *
 * <p>Immutable; the {@code with} methods return changed copies.
 */
public final class ExternalSimulator extends RunSource {
    private final List<String> command;
    private final String name;
    private final int workers;
    private final Duration timeLimit;
    private final int retries;
    private final List<String> observables;
    private final Optional<Path> directory;

    /**
     * A program with one worker, a minute for each run, and two retries.
     *
     * @param command the program and its arguments
     * @throws IllegalArgumentException if it is empty
     */
    public ExternalSimulator(List<String> command) {
        this(command, String.join(" ", command), 1, Duration.ofMinutes(1), 2, List.of(), Optional.empty());
    }

    private ExternalSimulator(
            List<String> command,
            String name,
            int workers,
            Duration timeLimit,
            int retries,
            List<String> observables,
            Optional<Path> directory) {
        boolean positive = timeLimit.compareTo(Duration.ZERO) > 0;
        if (command.isEmpty() || workers < 1 || !positive || retries < 0) {
            throw new IllegalArgumentException(
                    "external: requires a command, at least 1 worker, a positive time limit and"
                            + " at least 0 retries, got " + command + ", " + workers + ", " + timeLimit + " and "
                            + retries
                            + "; mend the options");
        }
        this.command = List.copyOf(command);
        this.name = name;
        this.workers = workers;
        this.timeLimit = timeLimit;
        this.retries = retries;
        this.observables = List.copyOf(observables);
        this.directory = directory;
    }

    /** The same with a name that stays the same when the command changes, by which a file to be resumed knows it. */
    public ExternalSimulator withName(String name) {
        return new ExternalSimulator(command, name, workers, timeLimit, retries, observables, directory);
    }

    /**
     * The same with several processes, which change the time and not the results.
     *
     * @throws IllegalArgumentException if there are fewer than 1
     */
    public ExternalSimulator withWorkers(int workers) {
        return new ExternalSimulator(command, name, workers, timeLimit, retries, observables, directory);
    }

    /**
     * The same with another time limit for a run, which includes the start of the program where it has to be started.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public ExternalSimulator withTimeLimit(Duration timeLimit) {
        return new ExternalSimulator(command, name, workers, timeLimit, retries, observables, directory);
    }

    /**
     * The same that tries a run again this often, each time with a new process.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ExternalSimulator withRetries(int retries) {
        return new ExternalSimulator(command, name, workers, timeLimit, retries, observables, directory);
    }

    /** The same with names for the observables; without them they are called x, or x0, x1 and so on. */
    public ExternalSimulator withObservables(List<String> observables) {
        return new ExternalSimulator(command, name, workers, timeLimit, retries, observables, directory);
    }

    /** The same with a directory to start the program in. */
    public ExternalSimulator withDirectory(Path directory) {
        return new ExternalSimulator(command, name, workers, timeLimit, retries, observables, Optional.of(directory));
    }

    int workers() {
        return workers;
    }

    Duration timeLimit() {
        return timeLimit;
    }

    int retries() {
        return retries;
    }

    List<String> observables() {
        return observables;
    }

    ProcessBuilder process() {
        ProcessBuilder process = new ProcessBuilder(command);
        directory.ifPresent(path -> process.directory(path.toFile()));
        return process;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    int batch() {
        return 100;
    }

    @Override
    Stream open(SimulationPlan plan, long first, long end, RunLayout layout, BooleanSupplier cancelled) {
        return new ExternalRuns(this, plan, first, end, layout, cancelled);
    }
}
