package org.auriflow.inference.limits;

import java.util.List;
import org.auriflow.inference.statistics.ConfidenceRegion;
import org.auriflow.inference.statistics.NeymanConstruction;
import org.auriflow.inference.statistics.ToyDistribution;

/**
 * p-values of two parameters from simulated experiments at each point of a grid and under a null hypothesis. Nothing is assumed about
 * the number of events or the statistic.
 *
 * @param <E> the type of an experiment's outcome
 */
public final class ToyGridTest<E> {
    private final NeymanConstruction<E> points;
    private final double[] xs;
    private final double[] ys;
    private final ToyDistribution[] alone;

    /**
     * A test.
     *
     * @param points toys and statistic at each point of {@link ConfidenceRegion#grid}
     * @param xs values of the first parameter, in ascending order
     * @param ys values of the second
     * @param nullToys outcomes under the null hypothesis, at least one
     * @throws IllegalArgumentException if the toys are for other points, or a statistic is NaN
     */
    public ToyGridTest(NeymanConstruction<E> points, double[] xs, double[] ys, List<E> nullToys) {
        points.requireGrid("grid test", xs, ys);
        this.points = points;
        this.xs = xs.clone();
        this.ys = ys.clone();
        this.alone = new ToyDistribution[xs.length * ys.length];
        for (int k = 0; k < alone.length; k++) {
            int point = k;
            alone[k] = new ToyDistribution(nullToys.stream()
                    .mapToDouble(toy -> points.statistic(toy, point))
                    .toArray());
        }
    }

    /** The test of observed data with these toys. */
    public GridTest of(E data) {
        return new GridTest() {
            @Override
            public double[] xs() {
                return xs.clone();
            }

            @Override
            public double[] ys() {
                return ys.clone();
            }

            @Override
            public PValues observed(int i, int j) {
                return at(i * ys.length + j, points.statistic(data, i * ys.length + j));
            }

            @Override
            public PValues expected(int i, int j, double sigmas) {
                int k = i * ys.length + j;
                return at(k, alone[k].quantile(Significance.pValue(sigmas)));
            }
        };
    }

    private PValues at(int k, double t) {
        return PValues.of(points.toys(k), alone[k], t);
    }
}
