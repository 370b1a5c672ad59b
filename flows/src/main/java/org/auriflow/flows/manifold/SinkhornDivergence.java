package org.auriflow.flows.manifold;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Transport;

/**
 * The debiased entropic optimal transport between two clouds of points (J. Feydy et al., 1810.08278), zero only if they are alike.
 *
 * <pre>{@code
 * S(x, y) = OT(x, y) − ½ OT(x, x) − ½ OT(y, y)    cost ½|x − y|²    ε = blur²
 * }</pre>
 *
 * <p>Potentials come from Sinkhorn's iteration in the logarithmic domain, symmetric in both clouds, with ε falling from diameter² to
 * blur² by the factor scaling² in each step. By the envelope theorem only the last step is differentiated: first derivatives are
 * those of S where the iteration has converged, second ones are not meaningful. Blur is a length, below which the clouds are not
 * told apart.
 */
public final class SinkhornDivergence {
    /** Steps at the last ε: the potentials lag behind a falling one, which shows in gradients. */
    private static final int SETTLING = 6;

    private final List<Double> epsilons = new ArrayList<>();

    /**
     * An iteration.
     *
     * @param blur √ε of the divergence, in the units of the points; 0.05 in 2003.13913
     * @param scaling of √ε from step to step, in (0, 1); 0.7 in 2003.13913; nearer to 1 is more exact and slower
     * @param diameter upper bound of the distances that occur
     * @throws IllegalArgumentException unless 0 &lt; blur ≤ diameter and scaling is in (0, 1)
     */
    public SinkhornDivergence(double blur, double scaling, double diameter) {
        if (!(blur > 0 && blur <= diameter && diameter < Double.POSITIVE_INFINITY) || !(scaling > 0 && scaling < 1)) {
            throw new IllegalArgumentException(
                    "sinkhorn divergence: requires 0 < blur <= diameter and a scaling in (0, " + "1), got " + blur
                            + ", " + diameter + " and " + scaling + "; 0.05 of unit data and 0.7 are usual");
        }
        for (double s = diameter; s > blur; s *= scaling) {
            epsilons.add(s * s);
        }
        for (int k = 0; k < SETTLING; k++) {
            epsilons.add(blur * blur);
        }
    }

    /**
     * S in squared units of the points.
     *
     * @param x [n, d], each of mass 1/n
     * @param y [m, d], each of mass 1/m
     * @return scalar
     */
    public Tensor of(Tensor x, Tensor y) {
        Tensor x0 = x.stopGradient();
        Tensor y0 = y.stopGradient();
        Side a = new Side(x.type(), true);
        Side b = new Side(y.type(), false);
        Tensor xy = cost(x0, y0);
        Tensor xx = cost(x0, x0);
        Tensor yy = cost(y0, y0);
        double first = epsilons.get(0);
        Tensor f = a.soft(xy, b, b.zero, first);
        Tensor g = b.soft(xy, a, a.zero, first);
        Tensor ff = a.soft(xx, a, a.zero, first);
        Tensor gg = b.soft(yy, b, b.zero, first);
        for (double epsilon : epsilons) {
            Tensor f2 = a.soft(xy, b, g, epsilon);
            Tensor g2 = b.soft(xy, a, f, epsilon);
            f = f.add(f2).mul(0.5);
            g = g.add(g2).mul(0.5);
            ff = ff.add(a.soft(xx, a, ff, epsilon)).mul(0.5);
            gg = gg.add(b.soft(yy, b, gg, epsilon)).mul(0.5);
        }
        double last = epsilons.get(epsilons.size() - 1);
        Tensor ofX = a.soft(cost(x, y0), b, g, last).sub(a.soft(cost(x, x0), a, ff, last));
        Tensor ofY = b.soft(cost(x0, y), a, f, last).sub(b.soft(cost(y0, y), b, gg, last));
        return ofX.mean().add(ofY.mean());
    }

    private static Tensor cost(Tensor x, Tensor y) {
        return Transport.squaredDistances(x, y).mul(0.5);
    }

    /** One of the clouds: along the rows of a cost, or along its columns. */
    private static final class Side {
        final Tensor zero;
        private final double logMass;
        private final boolean rows;

        Side(TensorType points, boolean rows) {
            this.zero = Tensor.full(points.withShape(Shape.of(points.shape().extent(0))), 0);
            this.logMass = -Math.log(points.shape().extent(0));
            this.rows = rows;
        }

        /** −ε ln Σⱼ bⱼ exp((gⱼ − Cᵢⱼ)/ε), one for each point of this side. */
        Tensor soft(Tensor cost, Side other, Tensor potential, double epsilon) {
            Tensor e = Tensor.scalar(cost.dtype(), epsilon);
            Tensor v = potential.mul(1 / epsilon).add(other.logMass);
            return (rows ? Transport.rows(cost, zero, v, e) : Transport.columns(cost, zero, v, e)).mul(epsilon);
        }
    }
}
