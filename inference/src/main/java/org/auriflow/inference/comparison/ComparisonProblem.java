package org.auriflow.inference.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.Simulator;

/**
 * What methods are compared on: a simulator, where training draws θ0 from, the reference θ1, the θ0 at which log r̂ is judged, and test
 * events x ~ p(·|θ1).
 */
public final class ComparisonProblem {
    /** Test events where there is no table of all x. */
    private static final int EVENTS = 2_000;

    private static final int POINTS = 8;
    private static final long SEED = 0x434F_4D50_4152_45L;

    private final Simulator simulator;
    private final Prior proposal;
    private final double[] reference;
    private final double[][] theta0;
    private final double[][] events;
    private final double[] weights;

    private ComparisonProblem(
            Simulator simulator,
            Prior proposal,
            double[] reference,
            double[][] theta0,
            double[][] events,
            double[] weights) {
        proposal.require("comparison", reference);
        for (double[] theta : theta0) {
            proposal.require("comparison", theta);
        }
        this.simulator = simulator;
        this.proposal = proposal;
        this.reference = reference.clone();
        this.theta0 = theta0;
        this.events = events;
        this.weights = weights;
    }

    /**
     * The usual problem of a simulator.
     *
     * <p>Training covers the prior, the reference is its centre, and log r̂ is judged at eight θ0 half as far from there as points of the
     * prior are, equally spaced for a single parameter and else drawn from it, by 2,000 test events. The Galton board has the published setting instead
     * (1805.12244): reference −0.6, log r̂ at −0.8 for every slot with its exact probability.
     *
     * @throws IllegalArgumentException if the prior is not bounded, which leaves the centre open
     */
    public static ComparisonProblem of(Simulator simulator) {
        Prior prior = simulator.prior();
        if (simulator instanceof GaltonBoard board) {
            double[] p = board.probabilities(-0.6);
            int[] slots = IntStream.range(0, p.length).filter(x -> p[x] > 0).toArray();
            return new ComparisonProblem(
                    simulator,
                    prior,
                    new double[] {-0.6},
                    new double[][] {{-0.8}},
                    Arrays.stream(slots).mapToObj(x -> new double[] {x}).toArray(double[][]::new),
                    Arrays.stream(slots).mapToDouble(x -> p[x]).toArray());
        }
        double[] centre = prior.lower();
        double[] upper = prior.upper();
        Arrays.setAll(centre, k -> (centre[k] + upper[k]) / 2);
        if (!Arrays.stream(centre).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("comparison: requires a reference, got the prior " + prior
                    + " without a centre; give reference and theta0");
        }
        return of(simulator, prior, centre, points(prior, centre));
    }

    /**
     * A problem with 2,000 test events, or none where there is no truth to compare with.
     *
     * @param proposal where training draws θ0 from
     * @param reference θ1
     * @param theta0 where log r̂ is judged, shape (m, k)
     * @throws IllegalArgumentException if a point is outside the proposal
     */
    public static ComparisonProblem of(Simulator simulator, Prior proposal, double[] reference, double[]... theta0) {
        double[][] copy = Arrays.stream(theta0).map(double[]::clone).toArray(double[][]::new);
        if (simulator.exact().isEmpty()) {
            return new ComparisonProblem(simulator, proposal, reference, copy, new double[0][], new double[0]);
        }
        double[] x =
                mine(simulator, SEED).score(EVENTS, PointProposal.at(reference)).x();
        double[] weights = new double[EVENTS];
        Arrays.fill(weights, 1.0 / EVENTS);
        return new ComparisonProblem(simulator, proposal, reference, copy, Rows.of(x, EVENTS), weights);
    }

    /** Half as far from the centre as points of the prior are: events at the centre say little about far ones but that they are far. */
    private static double[][] points(Prior prior, double[] centre) {
        RandomStream random = new RandomStream(SEED, 0);
        double[][] points = new double[POINTS][];
        for (int i = 0; i < POINTS; i++) {
            double share = (i + 0.5) / POINTS;
            double[] point = prior.dimension() == 1
                    ? new double[] {(1 - share) * prior.lower()[0] + share * prior.upper()[0]}
                    : prior.sample(random);
            Arrays.setAll(point, k -> (point[k] + centre[k]) / 2);
            points[i] = point;
        }
        return points;
    }

    private static GoldMine mine(Simulator simulator, long seed) {
        return new GoldMine(simulator, seed);
    }

    /** Makes runs for a seed. */
    GoldMine mine(long seed) {
        return mine(simulator, seed);
    }

    /** Makes runs that no seed of a training shares. */
    GoldMine testMine() {
        return mine(SEED).withFirstRun(TrainingTask.FURTHER);
    }

    /** What makes the runs. */
    public Simulator simulator() {
        return simulator;
    }

    /** Where θ0 of training comes from. */
    public Prior proposal() {
        return proposal;
    }

    /** θ1; a copy. */
    public double[] reference() {
        return reference.clone();
    }

    /** Where log r̂ is judged, shape (m, k); a copy. */
    public double[][] theta0() {
        return Arrays.stream(theta0).map(double[]::clone).toArray(double[][]::new);
    }

    /** Test events, none without truth; not a copy. */
    double[][] events() {
        return events;
    }

    /** Their probabilities, which add up to 1; not a copy. */
    double[] weights() {
        return weights;
    }

    /** Whether errors can be measured: the likelihood is known exactly. */
    public boolean hasTruth() {
        return simulator.exact().isPresent();
    }

    /** What decides the numbers of a row besides method, runs and seed, in words: rows of other settings cannot be compared. */
    public String setting() {
        List<String> points = new ArrayList<>();
        for (double[] theta : theta0) {
            points.add(Arrays.toString(theta));
        }
        return simulator.name() + ", " + proposal + ", theta1 = " + Arrays.toString(reference) + ", theta0 = "
                + String.join(", ", points);
    }
}
