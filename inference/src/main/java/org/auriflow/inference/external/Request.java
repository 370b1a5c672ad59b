package org.auriflow.inference.external;

import java.util.Arrays;
import org.auriflow.engine.RandomStream;

/**
 * What an external simulator is asked for.
 *
 * @param sampled which of the points is the one to simulate with
 * @param points with shape (K, P)
 */
record Request(long run, long seed, int sampled, double[][] points) {
    /** Keep these runs apart from each other and from those that are mined in Java. */
    private static final long SCORE = 0x0F_5453L << 42;

    private static final long RATIO = 0x0F_5452L << 42;

    static Request of(SimulationPlan plan, long run) {
        RandomStream random = new RandomStream(plan.seed(), (plan.isRatio() ? RATIO : SCORE) + run);
        double[] zero = plan.theta0().sample(random);
        double[][] points =
                plan.isRatio() ? new double[][] {zero, plan.theta1().sample(random)} : new double[][] {zero};
        // 53 bits, which every program that knows only doubles can hold.
        return new Request(run, random.bits() >>> 11, plan.isRatio() ? (int) (run % 2) : 0, points);
    }

    double[] theta() {
        return points[sampled];
    }

    /** A line of JSON, without its end. */
    String line() {
        return "{\"run\":" + run + ",\"seed\":" + seed + ",\"theta\":" + text(theta()) + ",\"points\":"
                + Arrays.stream(points).map(Request::text).toList().toString().replace(" ", "") + "}";
    }

    private static String text(double[] values) {
        return Arrays.toString(values).replace(" ", "");
    }

    /** How messages name it. */
    @Override
    public String toString() {
        return "run " + run + " (seed " + seed + ", theta " + Arrays.toString(theta()) + ")";
    }
}
