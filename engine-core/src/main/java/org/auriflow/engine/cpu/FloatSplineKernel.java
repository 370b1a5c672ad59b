package org.auriflow.engine.cpu;

import static org.auriflow.engine.cpu.SplinePlanes.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.op.Boundary;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.spi.Plan;

/**
 * float32 rational-quadratic splines with their first derivatives and the Hessian of the value; GenerateTwins.java makes the float64
 * twin of this file. A block of rows is transposed to {@link SplinePlanes}. {@link FloatSplineKnots} find the bin of each element,
 * {@link FloatSplineCurve} computes within it, and the cotangents of its corners go back to all parameters. Higher
 * derivatives are {@link FloatRowwiseKernel}s.
 */
final class FloatSplineKernel implements Kernel {
    private enum Task {
        /** Of x and parameters, value and logarithm [..., 2] or the value alone. */
        FORWARD,
        /** Of x, parameters and the cotangent [..., 2], all cotangents. */
        BACKWARD,
        /** Of x and parameters, the gradient of the value. */
        GRADIENT,
        /** Of x, parameters and a direction, the change of that gradient. */
        HESSIAN
    }

    private static final Map<String, Task> TASKS = Map.of(
            "",
            Task.FORWARD,
            ".value",
            Task.FORWARD,
            ".vjp",
            Task.BACKWARD,
            ".value.grad",
            Task.GRADIENT,
            ".value.grad.vjp",
            Task.HESSIAN);

    private static final int SCRATCH = 0;

    /**
     * One loop over the elements. Calls through an array of them are more than the JIT can inline: it would make one method of all,
     * in which JDK 17 cannot keep vectors in registers.
     */
    @FunctionalInterface
    private interface Stage {
        void run(float[] p, int n, Scratch scratch);
    }

    private final String name;
    private final Task task;
    private final boolean inverse;
    private final KernelFamily family;
    private final FloatSplineKnots knots;
    private final FloatSplineCurve curve;
    private final FloatSplineAxis widths;
    private final FloatSplineAxis heights;
    private final float bound;
    private final float least;
    private final SplinePlanes planes;
    private final int bins;
    private final int parameters;
    private final int[] inputs;
    private final int output;
    private final int width;
    private final int rows;
    private final Stage[] stages;

    FloatSplineKernel(Plan.Step step, Fused op, KernelFamily family) {
        RationalQuadratic s = (RationalQuadratic) op.key();
        Rowwise body = (Rowwise) op.body();
        this.name = op.name();
        this.task = TASKS.get(suffix(op));
        this.inverse = name.startsWith("rqs.inverse");
        this.family = family;
        this.bins = s.bins();
        this.parameters = s.parameters();
        this.planes = new SplinePlanes(bins);
        VectorKernels vectors = family == KernelFamily.SIMD ? Vectorization.kernels() : null;
        this.knots = vectors == null ? new PlainFloatSplineKnots() : vectors.knotsOfFloat();
        this.curve = vectors == null ? new PlainFloatSplineCurve() : vectors.curveOfFloat();
        this.widths = axis(s, 0, LEFT, s.minWidth());
        this.heights = axis(s, bins * PLANE, BOTTOM, s.minHeight());
        this.bound = (float) s.bound();
        this.least = (float) s.minDerivative();
        this.inputs = step.inputs().stream().mapToInt(Plan.Operand::memory).toArray();
        this.output = step.output();
        this.width = Math.max(body.width(), 1);
        this.rows = body.rows(step.type());
        this.stages = stages().toArray(new Stage[0]);
    }

    /** Whether it is one of the operations that this kernel computes. */
    static boolean has(Fused f) {
        return f.key() instanceof RationalQuadratic s
                && s.boundary() == Boundary.LINEAR
                && TASKS.containsKey(suffix(f));
    }

    private static String suffix(Fused f) {
        return f.name().replaceFirst("^rqs(\\.inverse)?", "");
    }

    private FloatSplineAxis axis(RationalQuadratic s, int first, int low, double share) {
        return new FloatSplineAxis(
                planes.raw() + first,
                planes.shares() + first,
                planes.direction() + first,
                planes.out() + first,
                low,
                bins,
                (float) (2 * s.bound() * (1 - bins * share)),
                (float) (2 * s.bound() * share),
                (float) s.bound());
    }

    private List<Stage> stages() {
        List<Stage> all = new ArrayList<>();
        corners(all);
        switch (task) {
            case FORWARD -> {
                place(all);
                forward(all);
            }
            case BACKWARD, GRADIENT -> {
                backward(all);
                all.add((p, n, x) -> curve.leave(bound, inverse, p, n));
                pull(all, TO_GIVEN);
            }
            case HESSIAN -> {
                all.add((p, n, x) -> knots.push(widths, p, MOVE_LEFT, n));
                all.add((p, n, x) -> knots.push(heights, p, MOVE_BOTTOM, n));
                if (bins > 1) {
                    all.add((p, n, x) -> knots.pick(bins, p, derivatives(planes.direction()), MOVE_BEFORE, n));
                }
                backward(all);
                move(all);
                pull(all, CHANGE_GIVEN);
                all.add((p, n, x) -> knots.bend(widths, p, TO_LEFT, n));
                all.add((p, n, x) -> knots.bend(heights, p, TO_BOTTOM, n));
            }
        }
        return all;
    }

    private void corners(List<Stage> all) {
        all.add((p, n, x) -> knots.shift(widths, p, n));
        all.add((p, n, x) -> knots.shift(heights, p, n));
        for (int k = 0; k < 2 * bins; k++) {
            int share = planes.shares() + k * PLANE;
            all.add(apply("expneg", share, share));
        }
        all.add((p, n, x) -> knots.normalise(widths, p, n));
        all.add((p, n, x) -> knots.normalise(heights, p, n));
        all.add((p, n, x) -> knots.find(inverse ? heights : widths, p, n));
        all.add((p, n, x) -> knots.ends(widths, p, n));
        all.add((p, n, x) -> knots.ends(heights, p, n));
        if (bins > 1) {
            all.add((p, n, x) -> knots.pick(bins, p, derivatives(planes.raw()), BEFORE, n));
        }
    }

    /** The planes of parameters of derivatives among those of all parameters. */
    private int derivatives(int first) {
        return first + 2 * bins * PLANE;
    }

    /** Place and shape within the bin. */
    private void place(List<Stage> all) {
        all.add(apply("softplus", BEFORE, BEFORE));
        all.add(apply("softplus", AFTER, AFTER));
        all.add((p, n, x) -> curve.derivatives(bins, least, p, n));
        all.add(inverse ? (p, n, x) -> curve.locateInverse(bound, p, n) : (p, n, x) -> curve.locate(bound, p, n));
        all.add((p, n, x) -> curve.shape(p, n));
    }

    private void forward(List<Stage> all) {
        all.add(inverse ? (p, n, x) -> curve.valueInverse(bound, p, n) : (p, n, x) -> curve.value(bound, p, n));
        if (width == 2) {
            all.add((p, n, x) -> curve.ratio(p, n));
            all.add(apply("log", UNIT, UNIT));
            all.add(apply("log", SPEED, LOG));
            all.add((p, n, x) -> curve.logarithm(bound, inverse ? -1 : 1, p, n));
        }
    }

    /** Cotangents of x, corners and derivatives' parameters. */
    private void backward(List<Stage> all) {
        all.add(apply("sigmoid", BEFORE, BEFORE_RISE));
        all.add(apply("sigmoid", AFTER, AFTER_RISE));
        place(all);
        all.add((p, n, x) -> curve.enter(bound, p, n));
        if (inverse && task != Task.HESSIAN) {
            all.add((p, n, x) -> curve.turn(p, n));
        }
        all.add((p, n, x) -> curve.backValue(p, n));
        if (task == Task.BACKWARD) {
            all.add((p, n, x) -> curve.backLog(p, n));
        }
        all.add((p, n, x) -> curve.backCorners(p, n));
    }

    /** The changes of those along the direction. */
    private void move(List<Stage> all) {
        if (inverse) {
            all.add((p, n, x) -> curve.moveInverse(bound, p, n));
        }
        all.add((p, n, x) -> curve.move(p, n));
        all.add((p, n, x) -> curve.moveRatio(p, n));
        all.add((p, n, x) -> curve.moveTheta(p, n));
        all.add((p, n, x) -> curve.moveSlope(p, n));
        all.add((p, n, x) -> curve.moveEnds(p, n));
        all.add((p, n, x) -> curve.moveCorners(p, n));
        if (inverse) {
            all.add((p, n, x) -> curve.moveTurn(bound, p, n));
        }
    }

    /** To all parameters, from planes in the order of those from {@link SplinePlanes#TO_GIVEN} on. */
    private void pull(List<Stage> all, int from) {
        all.add((p, n, x) -> knots.pull(widths, p, from + TO_LEFT - TO_GIVEN, n));
        all.add((p, n, x) -> knots.pull(heights, p, from + TO_BOTTOM - TO_GIVEN, n));
        all.add((p, n, x) -> knots.place(bins, p, from + TO_BEFORE - TO_GIVEN, derivatives(planes.out()), n));
    }

    /** A pointwise function from plane to plane. */
    private Stage apply(String function, int from, int to) {
        Loop loop = family.loop(function, DType.FLOAT32, DType.FLOAT32);
        return (p, n, scratch) -> {
            scratch.operands[0] = p;
            scratch.offsets[0] = from;
            scratch.steps[0] = 1;
            loop.run(scratch.operands, scratch.offsets, scratch.steps, p, to, n);
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] p = scratch.floats(SCRATCH, planes.size());
        for (int row = begin; row < end; row += BLOCK) {
            int n = Math.min(BLOCK, end - row);
            load(buffers, row, p, n);
            for (Stage stage : stages) {
                stage.run(p, n, scratch);
            }
            store((float[]) buffers[output], row, p, n);
        }
    }

    private void load(Object[] buffers, int row, float[] p, int n) {
        System.arraycopy(buffers[inputs[0]], row, p, GIVEN, n);
        FloatPlanes.load((float[]) buffers[inputs[1]], row, parameters, 0, p, planes.raw(), n);
        switch (task) {
            case FORWARD -> {}
            case BACKWARD -> {
                float[] v = (float[]) buffers[inputs[2]];
                FloatPlanes.loadColumn(v, row, 2, 0, p, FROM_VALUE, n);
                FloatPlanes.loadColumn(v, row, 2, 1, p, FROM_LOG, n);
            }
            case GRADIENT -> ofValue(p, n);
            case HESSIAN -> {
                float[] u = (float[]) buffers[inputs[2]];
                FloatPlanes.loadColumn(u, row, width, 0, p, MOVE_GIVEN, n);
                FloatPlanes.load(u, row, width, 1, p, planes.direction(), n);
                ofValue(p, n);
            }
        }
    }

    private static void ofValue(float[] p, int n) {
        Arrays.fill(p, FROM_VALUE, FROM_VALUE + n, 1);
        Arrays.fill(p, FROM_LOG, FROM_LOG + n, 0);
    }

    private void store(float[] to, int row, float[] p, int n) {
        if (task != Task.FORWARD) {
            FloatPlanes.storeColumn(p, task == Task.HESSIAN ? CHANGE_GIVEN : TO_GIVEN, to, row, width, 0, n);
            FloatPlanes.store(p, planes.out(), to, row, width, 1, n);
            return;
        }
        FloatPlanes.storeColumn(p, VALUE, to, row, width, 0, n);
        if (width == 2) {
            FloatPlanes.storeColumn(p, LOG, to, row, width, 1, n);
        }
    }
}
