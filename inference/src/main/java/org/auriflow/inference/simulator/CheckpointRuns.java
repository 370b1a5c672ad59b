package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;

/**
 * Runs with what was recorded at their {@link Trace#checkpoint checkpoints}: for each segment between two of them the states at its ends
 * and its own joint score. The joint score of a run is the sum of those of its segments and of what followed the last of them.
 *
 * @see GoldMine#checkpoints
 */
public final class CheckpointRuns {
    /**
     * A segment of a run.
     *
     * @param start the state at its beginning, S components; null for the first one, which begins with the run
     * @param end the state at its end, S components
     * @param score its joint score, P components
     */
    public record Segment(double[] start, double[] end, double[] score) {}

    private final ScoreRuns runs;
    private final List<List<Segment>> segments;
    private final int stateWidth;

    /** One list for each run. */
    CheckpointRuns(ScoreRuns runs, List<List<Segment>> segments) {
        this.runs = runs;
        this.segments = segments;
        this.stateWidth = segments.stream()
                .flatMap(List::stream)
                .mapToInt(s -> s.end.length)
                .findFirst()
                .orElse(0);
        if (stateWidth == 0) {
            throw new IllegalArgumentException("checkpoints: runs need checkpoints with a state, got none in "
                    + runs.size() + " runs; call trace.checkpoint(state) in the simulator, or use score()");
        }
        for (int i = 0; i < segments.size(); i++) {
            for (Segment s : segments.get(i)) {
                if (s.end.length != stateWidth) {
                    throw new IllegalArgumentException(
                            "checkpoints: all states must have " + stateWidth + " components, got "
                                    + Arrays.toString(s.end) + " in row " + i + "; record the same each time");
                }
            }
        }
    }

    static Segment[] segments(TracedRun run) {
        double[][] states = run.states();
        Segment[] all = new Segment[states.length];
        for (int i = 0; i < all.length; i++) {
            double[] score = run.segments().get(i).score(0);
            all[i] = new Segment(i == 0 ? null : states[i - 1], states[i], score);
        }
        return all;
    }

    /** The runs themselves, those of {@link GoldMine#score} with the same seed. */
    public ScoreRuns runs() {
        return runs;
    }

    /** The segments of a run, in order; arrays are not to be changed. */
    public List<Segment> segments(int row) {
        return segments.get(row);
    }

    /** The number of components S of a state. */
    public int stateWidth() {
        return stateWidth;
    }

    /**
     * The same runs with other joint scores in their segments: t_xz − Σ t_i + Σ t̂_i.
     *
     * @param estimates t̂_i for the segments of all runs one after the other, shape (m, P)
     * @throws IllegalArgumentException if there is not one for each segment
     */
    public ScoreRuns withSegmentScores(double[][] estimates) {
        int m = segments.stream().mapToInt(List::size).sum();
        if (estimates.length != m) {
            throw new IllegalArgumentException("checkpoints: a score is needed for each of " + m + " segments, got "
                    + estimates.length + "; keep their order");
        }
        int p = runs.parameters().size();
        double[] t = runs.tXz();
        int at = 0;
        for (int row = 0; row < segments.size(); row++) {
            for (Segment s : segments.get(row)) {
                for (int k = 0; k < p; k++) {
                    t[row * p + k] += estimates[at][k] - s.score[k];
                }
                at++;
            }
        }
        return runs.withScores(t);
    }
}
