package org.auriflow.inference.geometry;

import java.util.Arrays;
import org.apache.commons.math3.exception.MathIllegalArgumentException;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.NonSymmetricMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;

/**
 * Lines of shortest length in a metric g(θ) and their lengths, the global distances of 1612.05261: θ̈^k + Γ^k_ij θ̇^i θ̇^j = 0 with
 * Γ^k_ij = ½ g^kl (∂_i g_lj + ∂_j g_il − ∂_l g_ij).
 *
 * <p>The line to a given point is found by shooting: Newton's method for the initial velocity, with the end moved there in
 * steps where it is too far at once. Where several lines join two points, the one that the straight line deforms into is found.
 */
public final class Geodesics {
    private static final int POINTS = 33;
    private static final double TOLERANCE = 1e-9;
    /** Of the metric's derivative on the way; a smooth metric needs some hundred. */
    private static final int EVALUATIONS = 20_000;

    private static final int NEWTON_STEPS = 20;
    private static final double SHORTEST_STEP = 1.0 / 256;

    private final Metric metric;

    /** Geodesics of a metric that is smooth and positive definite wherever they go. */
    public Geodesics(Metric metric) {
        this.metric = metric;
    }

    /**
     * Follows the geodesic that begins with a velocity, for one unit of time: the exponential map.
     *
     * @throws IllegalArgumentException if the metric is not positive definite on the way, or the line cannot be followed
     */
    public Geodesic shoot(double[] theta, double[] velocity) {
        double[][] points = new double[POINTS][];
        double[] state = start(theta, velocity);
        points[0] = theta.clone();
        for (int n = 1; n < POINTS; n++) {
            state = follow(state, 1.0 / (POINTS - 1));
            points[n] = Arrays.copyOf(state, theta.length);
        }
        return new Geodesic(
                points, velocity.clone(), FisherInformation.of(metric.at(theta)).distance(velocity));
    }

    /**
     * The geodesic from one point to another.
     *
     * @throws IllegalArgumentException if none is found, or the metric is not positive definite on the way
     */
    public Geodesic between(double[] from, double[] to) {
        double[] velocity = new double[from.length];
        double done = 0;
        double step = 1;
        while (done < 1) {
            double next = Math.min(1, done + step);
            double[] end = new double[from.length];
            double[] guess = new double[from.length];
            for (int k = 0; k < end.length; k++) {
                end[k] = from[k] + next * (to[k] - from[k]);
                guess[k] = done == 0 ? end[k] - from[k] : velocity[k] * next / done;
            }
            try {
                velocity = aim(from, end, guess);
                done = next;
                step *= 2;
            } catch (IllegalArgumentException e) {
                step /= 2;
                if (step < SHORTEST_STEP) {
                    throw new IllegalArgumentException(
                            "geodesic: requires points that a line joins, got " + Arrays.toString(from) + " and "
                                    + Arrays.toString(to) + " (" + e.getMessage() + "); check the metric between them",
                            e);
                }
            }
        }
        return shoot(from, velocity);
    }

    /** The length of the geodesic between two points. */
    public double distance(double[] from, double[] to) {
        return between(from, to).length();
    }

    /**
     * Points of two parameters at one distance from a centre.
     *
     * @param directions equally spaced where the metric at the centre is made round
     * @return the first and last the same, shape (directions + 1, 2)
     * @throws IllegalArgumentException if there are not two parameters, or a line cannot be followed that far
     */
    public double[][] contour(double[] center, double distance, int directions) {
        double[][] ellipse = Ellipse.at(FisherInformation.of(metric.at(center)), center, distance)
                .points(directions + 1);
        double[][] points = new double[ellipse.length][];
        for (int i = 0; i < points.length; i++) {
            double[] velocity = {ellipse[i][0] - center[0], ellipse[i][1] - center[1]};
            points[i] = Arrays.copyOf(follow(start(center, velocity), 1), 2);
        }
        return points;
    }

    /** Newton's method for the velocity that hits the end. */
    private double[] aim(double[] from, double[] end, double[] guess) {
        double[] velocity = guess;
        double[] miss = miss(from, velocity, end);
        double scale = norm(guess) + Double.MIN_NORMAL;
        for (int n = 0; n < NEWTON_STEPS && norm(miss) > TOLERANCE * scale; n++) {
            double[] change = newton(from, velocity, end, miss, 1e-5 * scale);
            double part = 1;
            while (true) {
                double[] trial = new double[velocity.length];
                for (int k = 0; k < trial.length; k++) {
                    trial[k] = velocity[k] - part * change[k];
                }
                double[] less = missOrNull(from, trial, end);
                if (less != null && norm(less) < norm(miss)) {
                    velocity = trial;
                    miss = less;
                    break;
                }
                part /= 2;
                if (part < 1e-3) {
                    return close(velocity, miss, scale);
                }
            }
        }
        return close(velocity, miss, scale);
    }

    /** Derivatives by differences limit how closely the end can be met, so the last step need not improve on 10⁻⁹. */
    private static double[] close(double[] velocity, double[] miss, double scale) {
        if (norm(miss) > 1e-6 * scale) {
            throw new IllegalArgumentException("shooting misses by " + norm(miss));
        }
        return velocity;
    }

    private double[] newton(double[] from, double[] velocity, double[] end, double[] miss, double h) {
        int p = from.length;
        RealMatrix jacobian = MatrixUtils.createRealMatrix(p, p);
        for (int k = 0; k < p; k++) {
            double[] moved = velocity.clone();
            moved[k] += h;
            double[] there = miss(from, moved, end);
            for (int i = 0; i < p; i++) {
                jacobian.setEntry(i, k, (there[i] - miss[i]) / h);
            }
        }
        try {
            return new LUDecomposition(jacobian)
                    .getSolver()
                    .solve(MatrixUtils.createRealVector(miss))
                    .toArray();
        } catch (SingularMatrixException e) {
            throw new IllegalArgumentException("lines meet before the end", e);
        }
    }

    private double[] missOrNull(double[] from, double[] velocity, double[] end) {
        try {
            return miss(from, velocity, end);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private double[] miss(double[] from, double[] velocity, double[] end) {
        double[] miss = Arrays.copyOf(follow(start(from, velocity), 1), from.length);
        for (int k = 0; k < miss.length; k++) {
            miss[k] -= end[k];
        }
        return miss;
    }

    private static double norm(double[] v) {
        return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    }

    private static double[] start(double[] theta, double[] velocity) {
        double[] state = Arrays.copyOf(theta, 2 * theta.length);
        System.arraycopy(velocity, 0, state, theta.length, velocity.length);
        return state;
    }

    /** Position and velocity after a time. */
    private double[] follow(double[] state, double time) {
        double[] end = new double[state.length];
        try {
            double scale = norm(Arrays.copyOfRange(state, state.length / 2, state.length));
            if (scale == 0) {
                return state.clone();
            }
            DormandPrince853Integrator integrator =
                    new DormandPrince853Integrator(1e-9, time, TOLERANCE * scale, TOLERANCE);
            integrator.setMaxEvaluations(EVALUATIONS);
            integrator.integrate(new Equation(state.length), 0, state, time, end);
        } catch (MathIllegalStateException | MathIllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "geodesic: requires a smooth metric, got one that cannot be followed from " + Arrays.toString(state)
                            + " (" + e.getMessage() + "); shorten the way",
                    e);
        }
        return end;
    }

    private final class Equation implements FirstOrderDifferentialEquations {
        private final int dimension;

        Equation(int dimension) {
            this.dimension = dimension;
        }

        @Override
        public int getDimension() {
            return dimension;
        }

        @Override
        public void computeDerivatives(double t, double[] state, double[] derivative) {
            int p = state.length / 2;
            double[] theta = Arrays.copyOf(state, p);
            double[] v = Arrays.copyOfRange(state, p, 2 * p);
            double[][][] d = metric.derivative(theta);
            double[] force = new double[p];
            for (int l = 0; l < p; l++) {
                for (int i = 0; i < p; i++) {
                    for (int j = 0; j < p; j++) {
                        force[l] -= (d[i][l][j] - d[l][i][j] / 2) * v[i] * v[j];
                    }
                }
            }
            double[] acceleration = solve(metric.at(theta), force, theta);
            System.arraycopy(v, 0, derivative, 0, p);
            System.arraycopy(acceleration, 0, derivative, p, p);
        }
    }

    private static double[] solve(double[][] g, double[] force, double[] theta) {
        boolean finite = Arrays.stream(g).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)
                && Arrays.stream(force).allMatch(Double::isFinite);
        try {
            if (finite) {
                return new CholeskyDecomposition(MatrixUtils.createRealMatrix(g), 1e-6, 0)
                        .getSolver()
                        .solve(MatrixUtils.createRealVector(force))
                        .toArray();
            }
        } catch (NonPositiveDefiniteMatrixException | NonSymmetricMatrixException e) {
            // said below
        }
        throw new IllegalArgumentException("geodesic: requires a smooth positive definite metric, got "
                + Arrays.deepToString(g) + " at " + Arrays.toString(theta) + "; keep away from there");
    }
}
