package org.auriflow.inference.comparison;

import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;

/**
 * One training: a method learns a problem from so many runs.
 *
 * @param engine what trains; stays open
 * @param problem what is learned
 * @param mine makes the runs; its first {@code runs} ones are for training, those from {@link #FURTHER} on for what comes after it
 * @param runs simulated runs, at least 20
 * @param seed of initial weights and shuffling
 * @param monitor watches the training and may stop it
 */
public record TrainingTask(
        Engine engine, ComparisonProblem problem, GoldMine mine, int runs, long seed, Monitor monitor) {
    /** Number of the first run that is surely not one of training. */
    static final long FURTHER = 1L << 32;

    /** Runs of ratio methods: θ0 from the proposal, θ1 the reference. */
    public RatioRuns ratioRuns() {
        return mine.ratio(runs, problem.proposal(), PointProposal.at(problem.reference()));
    }

    /** Runs of density methods, at θ of the proposal. */
    public ScoreRuns scoreRuns() {
        return mine.score(runs, problem.proposal());
    }

    /** Runs of score methods, all at the reference. */
    public ScoreRuns referenceRuns() {
        return mine.score(runs, PointProposal.at(problem.reference()));
    }
}
