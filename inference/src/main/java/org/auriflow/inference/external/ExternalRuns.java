package org.auriflow.inference.external;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunLayout;
import org.auriflow.inference.data.RunTable;

/** Runs of an external simulator: as many threads as workers, a bounded number of requests ahead, results in order. */
final class ExternalRuns implements RunSource.Stream {
    private static final int AHEAD = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ExternalSimulator simulator;
    private final SimulationPlan plan;
    private final long end;
    private final BooleanSupplier cancelled;
    private final ExecutorService pool;
    private final ScheduledExecutorService clock;
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();
    private final Deque<Future<Outcome>> inFlight = new ArrayDeque<>();
    private long next;
    private RunLayout layout;
    private boolean finished;
    private volatile boolean closed;

    /** A request with its answer, or null and what went wrong. */
    private record Outcome(Request request, Answer answer, String failure) {}

    ExternalRuns(
            ExternalSimulator simulator,
            SimulationPlan plan,
            long first,
            long end,
            RunLayout layout,
            BooleanSupplier cancelled) {
        this.simulator = simulator;
        this.plan = plan;
        this.next = first;
        this.end = end;
        this.layout = layout;
        this.cancelled = cancelled;
        ThreadFactory daemons = body -> {
            Thread thread = new Thread(body, "auriflow-external");
            thread.setDaemon(true);
            return thread;
        };
        this.pool = Executors.newFixedThreadPool(simulator.workers(), daemons);
        this.clock = Executors.newSingleThreadScheduledExecutor(daemons);
    }

    @Override
    public RunSource.Batch next(int count, long mostFailed) {
        List<double[]> rows = new ArrayList<>();
        List<MissingRun> failed = new ArrayList<>();
        for (int i = 0; i < count && failed.size() <= mostFailed; i++) {
            Outcome outcome = nextInOrder();
            String failure = outcome.answer == null ? outcome.failure : mismatch(outcome.answer);
            if (failure == null) {
                rows.add(record(outcome));
            } else {
                failed.add(new MissingRun(outcome.request.run(), outcome.request + ": " + failure));
            }
        }
        finished = next == end && inFlight.isEmpty();
        if (rows.isEmpty()) {
            return new RunSource.Batch(null, failed);
        }
        double[] records = rows.stream().flatMapToDouble(Arrays::stream).toArray();
        return new RunSource.Batch(RunTable.ofRecords(layout, records), failed);
    }

    private Outcome nextInOrder() {
        while (inFlight.size() < AHEAD + 2 * simulator.workers() && next < end) {
            long run = next++;
            inFlight.add(pool.submit(() -> simulate(run)));
        }
        while (true) {
            try {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("simulate: cancelled");
                }
                Outcome outcome = inFlight.element().get(20, TimeUnit.MILLISECONDS);
                inFlight.remove();
                return outcome;
            } catch (TimeoutException e) {
                // look whether it is cancelled, and wait on
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (CancellationException) new CancellationException("simulate: interrupted").initCause(e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException("simulate: failed (" + e.getCause() + ")", e.getCause());
            }
        }
    }

    private Outcome simulate(long run) throws InterruptedException {
        Request request = Request.of(plan, run);
        String failure = "";
        for (int attempt = 0; attempt <= simulator.retries(); attempt++) {
            Worker worker = idle.poll();
            if (worker == null) {
                worker = start();
            }
            try {
                Answer answer = Answer.parse(worker.ask(request.line(), simulator.timeLimit()), request);
                idle.push(worker);
                return new Outcome(request, answer, null);
            } catch (Answer.BadRun e) {
                idle.push(worker);
                return new Outcome(request, null, e.getMessage());
            } catch (Answer.NoAnswer | Worker.Lost e) {
                worker.kill();
                String errors = worker.errors();
                failure = e.getMessage() + " at attempt " + (attempt + 1) + " of " + (simulator.retries() + 1)
                        + (errors.isEmpty() ? "" : "; last lines of its standard error:\n" + errors);
                worker.awaitEnd(PATIENCE);
                workers.remove(worker);
            }
        }
        return new Outcome(request, null, failure);
    }

    private Worker start() {
        try {
            Worker worker = new Worker(simulator.process(), clock);
            workers.add(worker);
            if (closed) {
                worker.kill();
            }
            return worker;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "external: a program that can be started is needed, got: " + e.getMessage()
                            + "; check its path and permissions",
                    e);
        }
    }

    /** The first run that succeeds decides what the columns are. */
    private String mismatch(Answer answer) {
        if (layout == null) {
            layout = layout(answer);
        }
        int d = layout.observables().size();
        if (answer.x().length != d) {
            return "x must have " + d + " numbers as " + layout.observables() + " or the first run, got "
                    + Arrays.toString(answer.x());
        }
        boolean ratio = layout.has(RunColumn.LOG_R_XZ);
        boolean score = layout.has(RunColumn.T_XZ) || layout.has(RunColumn.T_XZ0);
        if ((plan.isRatio() && ratio != (answer.logProb() != null)) || score != (answer.score() != null)) {
            return "log_p and score must be there as in the first run, got " + (answer.logProb() != null ? "" : "no ")
                    + "log_p and " + (answer.score() != null ? "" : "no ") + "score";
        }
        return null;
    }

    private RunLayout layout(Answer answer) {
        List<RunColumn> columns = new ArrayList<>(List.of(RunColumn.RUN, RunColumn.X));
        columns.addAll(
                plan.isRatio() ? List.of(RunColumn.THETA0, RunColumn.THETA1, RunColumn.Y) : List.of(RunColumn.THETA));
        if (plan.isRatio() && answer.logProb() != null) {
            columns.add(RunColumn.LOG_R_XZ);
        }
        if (answer.score() != null) {
            columns.addAll(plan.isRatio() ? List.of(RunColumn.T_XZ0, RunColumn.T_XZ1) : List.of(RunColumn.T_XZ));
        }
        List<String> names = simulator.observables().isEmpty()
                ? RunLayout.numbered("x", answer.x().length)
                : simulator.observables();
        return new RunLayout(plan.theta0().names(), names, columns);
    }

    private double[] record(Outcome outcome) {
        Request request = outcome.request;
        Answer answer = outcome.answer;
        double[] record = new double[layout.width()];
        int at = 0;
        for (RunColumn column : layout.columns()) {
            double[] values =
                    switch (column) {
                        case RUN -> new double[] {request.run()};
                        case THETA, THETA0 -> request.points()[0];
                        case THETA1 -> request.points()[1];
                        case Y -> new double[] {request.sampled()};
                        case X -> answer.x();
                        case LOG_R_XZ -> new double[] {answer.logProb()[0] - answer.logProb()[1]};
                        case T_XZ, T_XZ0 -> answer.score()[0];
                        case T_XZ1 -> answer.score()[1];
                        case WEIGHTS -> new double[] {1};
                    };
            System.arraycopy(values, 0, record, at, values.length);
            at += values.length;
        }
        return record;
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(finished ? Worker::finish : Worker::kill);
        pool.shutdownNow();
        clock.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                pool.awaitTermination(1, TimeUnit.MINUTES);
                clock.awaitTermination(1, TimeUnit.MINUTES);
                long deadline = System.nanoTime() + (finished ? PATIENCE.toNanos() : 0);
                for (Worker worker : workers) {
                    worker.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
                }
                break;
            } catch (InterruptedException e) {
                // Nothing may be left behind, but there is no need to be patient any more.
                interrupted = true;
                workers.forEach(Worker::kill);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
