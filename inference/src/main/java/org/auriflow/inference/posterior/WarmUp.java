package org.auriflow.inference.posterior;

import org.auriflow.engine.RandomStream;

/**
 * Finds step size and mass matrix in the schedule of Stan: a first phase for the step size alone, windows of doubling length
 * that each end with a new diagonal mass matrix from the variances seen in it, and a last phase for the step size.
 */
final class WarmUp {
    private static final int FIRST = 75;
    private static final int LAST = 50;
    private static final int WINDOW = 25;

    /** Below this many states only the step size is adapted. */
    private static final int SHORTEST = 20;

    private final Hamiltonian hamiltonian;
    private final RandomStream random;
    private final DualAveraging averaging;
    private final int length;
    private final int first;
    private final int last;
    private int window;
    private int windowEnd;
    private int done;
    private int seen;
    private final double[] mean;
    private final double[] squares;
    private double epsilon = 1;

    WarmUp(Hamiltonian hamiltonian, Hamiltonian.State start, int length, double delta, RandomStream random) {
        this.hamiltonian = hamiltonian;
        this.random = random;
        this.averaging = new DualAveraging(delta);
        this.length = length;
        boolean full = length >= FIRST + WINDOW + LAST;
        this.first = length < SHORTEST ? length : full ? FIRST : (int) (0.15 * length);
        this.last = full ? LAST : length / 10;
        this.window = full ? WINDOW : length - first - last;
        this.windowEnd = first + window;
        this.mean = new double[start.q().length];
        this.squares = new double[mean.length];
        restart(start);
    }

    double epsilon() {
        return epsilon;
    }

    /** Takes note of a state; from the last of the warm-up on, the step size is fixed. */
    void update(Hamiltonian.State state, double acceptance) {
        epsilon = averaging.next(acceptance);
        done++;
        if (done > first && done <= length - last) {
            accumulate(state.q());
            if (done == windowEnd) {
                endWindow();
                restart(state);
            }
        }
        if (done == length) {
            epsilon = averaging.mean();
        }
    }

    /** Welford's running moments. */
    private void accumulate(double[] q) {
        seen++;
        for (int k = 0; k < q.length; k++) {
            double difference = q[k] - mean[k];
            mean[k] += difference / seen;
            squares[k] += difference * (q[k] - mean[k]);
        }
    }

    private void endWindow() {
        double[] variance = new double[mean.length];
        for (int k = 0; k < variance.length; k++) {
            // Shrunk towards 10⁻³ as by Stan, so that no coordinate is frozen by a few equal states.
            variance[k] = (seen * squares[k] / Math.max(seen - 1, 1) + 1e-3 * 5) / (seen + 5);
            mean[k] = 0;
            squares[k] = 0;
        }
        hamiltonian.inverseMass = variance;
        seen = 0;
        window *= 2;
        int end = windowEnd + window;
        // A window that would leave too little for the one after it takes the rest.
        windowEnd = end + 2 * window > length - last ? length - last : end;
    }

    /** A step whose acceptance is near 0.8, by doubling or halving; begins the averaging anew. */
    private void restart(Hamiltonian.State state) {
        boolean grow = accepted(state);
        while (epsilon > 1e-100 && epsilon < 1e7) {
            epsilon *= grow ? 2 : 0.5;
            if (accepted(state) != grow) {
                break;
            }
        }
        averaging.restart(epsilon);
    }

    private boolean accepted(Hamiltonian.State state) {
        Hamiltonian.State kicked = hamiltonian.kick(state, random);
        return kicked.energy() - hamiltonian.leapfrog(kicked, epsilon).energy() > Math.log(0.8);
    }
}
