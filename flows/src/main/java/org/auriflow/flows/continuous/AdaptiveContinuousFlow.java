package org.auriflow.flows.continuous;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.exception.NumberIsTooSmallException;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince54Integrator;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Pass;

/**
 * Densities and samples of a {@link ContinuousFlow} to a chosen precision: steps of the Dormand–Prince method whose length
 * the host adapts, while compiled programs give velocities and divergences.
 *
 * <p>All rows of a call are one system that steps together. The root mean square over rows and features (and, for densities,
 * the logarithm of each row) of error / (absolute + relative · |value|) stays below 1 in each step, so that a few rows
 * may be less exact. Values are float64 between the velocities; with a float32 field a relative tolerance under 1e-6 is
 * below the noise of the velocities and costs steps for nothing.
 *
 * <p>Results are numbers without derivatives. It compiles one velocity per number of rows, however many steps there are;
 * may be called from many threads; owns its programs, and not the field. Close it.
 *
 * <pre>{@code
 * try (AdaptiveContinuousFlow exact = AdaptiveContinuousFlow.builder(engine, field).relative(1e-7).build()) {
 *     Solution s = exact.logProb(x, null);
 * }
 * }</pre>
 */
public final class AdaptiveContinuousFlow implements AutoCloseable {
    private static final double SHORTEST = 1e-9;

    private final VelocityField field;
    private final double absolute;
    private final double relative;
    private final int evaluations;
    private final CompiledFunction velocity;
    private final CompiledFunction both;

    /**
     * What a call gives.
     *
     * @param value densities or samples
     * @param evaluations of the velocity that it took
     */
    public record Solution(Tensor value, int evaluations) {}

    private AdaptiveContinuousFlow(Builder b) {
        this.field = b.field;
        this.absolute = b.absolute;
        this.relative = b.relative;
        this.evaluations = b.evaluations;
        this.velocity = new CompiledFunction(b.engine, in -> List.of(velocity(in)));
        this.both = new CompiledFunction(b.engine, in -> {
            Tensor v = velocity(in);
            return List.of(v, Divergence.of(v, in.get(0)));
        });
    }

    /** In: rows, time and perhaps contexts. */
    private Tensor velocity(List<Tensor> in) {
        return field.velocity(in.get(0), in.get(1), in.size() > 2 ? in.get(2) : null, Pass.evaluation());
    }

    /** Begins one for a field on the engine of its parameters. */
    public static Builder builder(Engine engine, VelocityField field) {
        return new Builder(engine, field);
    }

    /** Collects the precision. */
    public static final class Builder {
        private final Engine engine;
        private final VelocityField field;
        private double absolute = 1e-6;
        private double relative = 1e-5;
        private int evaluations = 10_000;

        private Builder(Engine engine, VelocityField field) {
            this.engine = engine;
            this.field = field;
        }

        /** Error allowed in a step near 0; 1e-6 by default. */
        public Builder absolute(double tolerance) {
            absolute = tolerance;
            return this;
        }

        /** Error allowed in a step in proportion to the value; 1e-5 by default. */
        public Builder relative(double tolerance) {
            relative = tolerance;
            return this;
        }

        /** The most evaluations of the velocity that a call may take; 10,000 by default. */
        public Builder evaluations(int most) {
            evaluations = most;
            return this;
        }

        /**
         * Makes it.
         *
         * @throws IllegalArgumentException if a number is not positive
         */
        public AdaptiveContinuousFlow build() {
            if (!(absolute > 0 && relative > 0) || evaluations < 1) {
                throw new IllegalArgumentException("adaptive flow: requires positive tolerances and an evaluation, got "
                        + absolute + ", " + relative + " and " + evaluations + "; set them");
            }
            return new AdaptiveContinuousFlow(this);
        }
    }

    /**
     * ln p(x | context) in nats.
     *
     * @param x values [..., d]
     * @param context values [..., c] with leading axes that broadcast to those of x, or null for none
     * @return [...]
     * @throws IllegalArgumentException if widths or dtypes do not fit, a velocity is not finite or the tolerances are out
     *     of reach
     */
    public Solution logProb(Tensor x, Tensor context) {
        Shape lead = Rows.lead("adaptive flow", x, field.width(), field.dtype());
        int d = field.width();
        int n = lead.size();
        double[] state = new double[n * (d + 1)];
        System.arraycopy(x.toDoubleArray(), 0, state, 0, n * d);
        int used = integrate(both, state, n, contexts(x, context), 1, 0);
        Tensor z = rows(state, DType.FLOAT64, n);
        Tensor base = new StandardNormal(d, DType.FLOAT64).logProb(z);
        Storage values = Storage.allocate(field.dtype(), n);
        for (int i = 0; i < n; i++) {
            values.set(i, base.storage().get(i) + state[n * d + i]);
        }
        return new Solution(Tensor.constant(new TensorType(field.dtype(), lead), values), used);
    }

    /**
     * Draws from the noise of {@link ContinuousFlow#sample(int, Tensor, Random, Tensor)}.
     *
     * @param n how many
     * @param context values [c], or [n, c] for one draw per row, or null for none
     * @param counter not negative
     * @return [n, d]
     * @throws IllegalArgumentException as for {@link #logProb}
     */
    public Solution sample(int n, Tensor context, Random random, int counter) {
        Tensor noise = random.normal(new TensorType(field.dtype(), Shape.of(n, field.width())), counter);
        double[] state = noise.toDoubleArray();
        int used = integrate(velocity, state, n, contexts(noise, context), 0, 1);
        return new Solution(rows(state, field.dtype(), n), used);
    }

    /** One for each row, or null. */
    private Tensor contexts(Tensor x, Tensor context) {
        Tensor c = Rows.context("adaptive flow", context, field.contextWidth(), x);
        return c == null ? null : c.reshape(-1, field.contextWidth());
    }

    /** The first n d numbers of a state. */
    private Tensor rows(double[] state, DType dtype, int n) {
        Storage x = Storage.allocate(dtype, n * field.width());
        for (int i = 0; i < x.size(); i++) {
            x.set(i, state[i]);
        }
        return Tensor.constant(new TensorType(dtype, Shape.of(n, field.width())), x);
    }

    private int integrate(CompiledFunction slopes, double[] state, int n, Tensor contexts, double from, double to) {
        if (n == 0) {
            return 0;
        }
        DormandPrince54Integrator solver = new DormandPrince54Integrator(SHORTEST, 1, absolute, relative);
        solver.setMaxEvaluations(evaluations);
        try {
            solver.integrate(new Equations(slopes, state.length, n, contexts), from, state, to, state);
        } catch (MaxCountExceededException | NumberIsTooSmallException e) {
            throw new IllegalArgumentException(
                    "adaptive flow: requires tolerances within reach of " + evaluations + " evaluations, got absolute "
                            + absolute + " and relative " + relative + "; enlarge them",
                    e);
        }
        return solver.getEvaluations();
    }

    /** Rows, and behind them what is integrated along their paths, in one vector. */
    private final class Equations implements FirstOrderDifferentialEquations {
        private final CompiledFunction slopes;
        private final int size;
        private final int n;
        private final Tensor contexts;

        Equations(CompiledFunction slopes, int size, int n, Tensor contexts) {
            this.slopes = slopes;
            this.size = size;
            this.n = n;
            this.contexts = contexts;
        }

        @Override
        public int getDimension() {
            return size;
        }

        @Override
        public void computeDerivatives(double t, double[] state, double[] derivatives) {
            List<Tensor> in = new ArrayList<>(List.of(rows(state, field.dtype(), n), Tensor.scalar(field.dtype(), t)));
            if (contexts != null) {
                in.add(contexts);
            }
            int at = 0;
            for (Tensor part : slopes.call(in.toArray(Tensor[]::new))) {
                Storage s = part.storage();
                for (int i = 0; i < s.size(); i++, at++) {
                    derivatives[at] = s.get(i);
                    // The solver would take a NaN for a small error.
                    if (!Double.isFinite(derivatives[at])) {
                        throw new IllegalArgumentException("adaptive flow: requires finite velocities, got "
                                + derivatives[at] + " at time " + t + " in row " + i / (s.size() / n)
                                + "; check the data and the training");
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        velocity.close();
        both.close();
    }
}
