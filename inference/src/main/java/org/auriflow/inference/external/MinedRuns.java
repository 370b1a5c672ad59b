package org.auriflow.inference.external;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.auriflow.inference.data.RunLayout;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.Simulator;

/** Runs of a simulator in Java, which a {@link GoldMine} makes. */
final class MinedRuns extends RunSource {
    private final Simulator simulator;
    private final int threads;

    MinedRuns(Simulator simulator, int threads) {
        this.simulator = simulator;
        this.threads = threads;
    }

    @Override
    String name() {
        return simulator.name();
    }

    @Override
    int batch() {
        return 10_000;
    }

    @Override
    Stream open(SimulationPlan plan, long first, long end, RunLayout layout, BooleanSupplier cancelled) {
        GoldMine mine =
                new GoldMine(simulator, plan.seed()).withThreads(threads).withCancellation(cancelled);
        return new Stream() {
            private long next = first;

            @Override
            public Batch next(int count, long mostFailed) {
                long begin = next;
                next += count;
                try {
                    return new Batch(mine(mine, plan, begin, count), List.of());
                } catch (CancellationException e) {
                    throw e;
                } catch (IllegalArgumentException | IllegalStateException e) {
                    // Some run failed, and only one by one do the others survive it.
                    return oneByOne(mine, plan, begin, count, mostFailed);
                }
            }

            @Override
            public void close() {
                // a mine stops its threads itself
            }
        };
    }

    private static RunTable mine(GoldMine mine, SimulationPlan plan, long first, int count) {
        GoldMine part = mine.withFirstRun(first);
        return plan.isRatio()
                ? RunTable.of(part.ratio(count, plan.theta0(), plan.theta1()), first)
                : RunTable.of(part.score(count, plan.theta0()), first);
    }

    private static Batch oneByOne(GoldMine mine, SimulationPlan plan, long first, int count, long mostFailed) {
        List<RunTable> runs = new ArrayList<>();
        List<MissingRun> failed = new ArrayList<>();
        for (long run = first; run < first + count && failed.size() <= mostFailed; run++) {
            try {
                runs.add(mine(mine, plan, run, 1));
            } catch (CancellationException e) {
                throw e;
            } catch (IllegalArgumentException | IllegalStateException e) {
                failed.add(new MissingRun(run, e.getMessage()));
            }
        }
        return new Batch(runs.isEmpty() ? null : RunTable.concatenate(runs), failed);
    }
}
