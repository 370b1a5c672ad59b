package org.auriflow.engine.cpu;

import static org.auriflow.engine.cpu.SplinePlanes.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Tensor;
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

    /** Inputs of the function within a bin: x, four corners and two derivatives. */
    private static final int COMPONENTS = 7;

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
    private final SplinePlanes planes;
    private final int bins;
    private final int parameters;
    private final int[] inputs;
    private final int output;
    private final int width;
    private final int rows;
    private final Stage[] stages;

    /** The gradient within the bin and its change; null for other tasks. */
    private final Fused hessian;

    private volatile RowwiseProgram program;

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
        this.inputs = step.inputs().stream().mapToInt(Plan.Operand::memory).toArray();
        this.output = step.output();
        this.width = Math.max(body.width(), 1);
        this.rows = body.rows(step.type());
        this.stages = stages(s).toArray(new Stage[0]);
        this.hessian = task == Task.HESSIAN ? new Fused(name + ".bin", s, hessian(s)) : null;
    }

    /** Whether it is one of the operations that this kernel computes. */
    static boolean has(Fused f) {
        return f.key() instanceof RationalQuadratic && TASKS.containsKey(suffix(f));
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

    /** Of the value within the bin, the change of the gradient along a direction and then the gradient. */
    private Rowwise hessian(RationalQuadratic s) {
        Rowwise gradient = s.inBin(inverse).gradient();
        Rowwise change = gradient.reverse();
        return new Rowwise(change.widths(), 2 * COMPONENTS, x -> {
            List<Tensor> both = new ArrayList<>(change.function().of(x));
            both.addAll(gradient.function().of(x.subList(0, 2)));
            return both;
        });
    }

    private List<Stage> stages(RationalQuadratic s) {
        VectorKernels vectors = family == KernelFamily.SIMD ? Vectorization.kernels() : null;
        FloatSplineKnots knots = vectors == null ? new PlainFloatSplineKnots() : vectors.knotsOfFloat();
        FloatSplineCurve curve = vectors == null ? new PlainFloatSplineCurve() : vectors.curveOfFloat();
        FloatSplineAxis widths = axis(s, 0, LEFT, s.minWidth());
        FloatSplineAxis heights = axis(s, bins * PLANE, BOTTOM, s.minHeight());
        List<Stage> all = new ArrayList<>();
        corners(all, knots, widths, heights);
        switch (task) {
            case FORWARD -> {
                place(all, curve, s);
                forward(all, curve, (float) s.bound());
            }
            case BACKWARD, GRADIENT -> {
                all.add(apply("sigmoid", BEFORE, BEFORE_RISE));
                all.add(apply("sigmoid", AFTER, AFTER_RISE));
                place(all, curve, s);
                backward(all, curve, (float) s.bound());
                pull(all, knots, widths, heights);
            }
            case HESSIAN -> {
                all.add((p, n, x) -> knots.push(widths, p, ALONG + LEFT - BIN, n));
                all.add((p, n, x) -> knots.push(heights, p, ALONG + BOTTOM - BIN, n));
                if (bins > 1) {
                    all.add((p, n, x) -> knots.pick(bins, p, derivatives(planes.direction()), ALONG + BEFORE - BIN, n));
                }
                all.add(this::curvature);
                pull(all, knots, widths, heights);
                all.add((p, n, x) -> knots.bend(widths, p, ALONG + LEFT - BIN, n));
                all.add((p, n, x) -> knots.bend(heights, p, ALONG + BOTTOM - BIN, n));
            }
        }
        return all;
    }

    private void corners(List<Stage> all, FloatSplineKnots knots, FloatSplineAxis widths, FloatSplineAxis heights) {
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
    private void place(List<Stage> all, FloatSplineCurve curve, RationalQuadratic s) {
        float bound = (float) s.bound();
        all.add(apply("softplus", BEFORE, BEFORE));
        all.add(apply("softplus", AFTER, AFTER));
        all.add((p, n, x) -> curve.derivatives(bins, (float) s.minDerivative(), p, n));
        all.add(inverse ? (p, n, x) -> curve.locateInverse(bound, p, n) : (p, n, x) -> curve.locate(bound, p, n));
        all.add((p, n, x) -> curve.shape(p, n));
    }

    private void forward(List<Stage> all, FloatSplineCurve curve, float bound) {
        all.add(inverse ? (p, n, x) -> curve.valueInverse(bound, p, n) : (p, n, x) -> curve.value(bound, p, n));
        if (width == 2) {
            all.add((p, n, x) -> curve.ratio(p, n));
            all.add(apply("log", UNIT, UNIT));
            all.add(apply("log", SPEED, LOG));
            all.add((p, n, x) -> curve.logarithm(bound, inverse ? -1 : 1, p, n));
        }
    }

    private void backward(List<Stage> all, FloatSplineCurve curve, float bound) {
        all.add((p, n, x) -> curve.enter(bound, p, n));
        if (inverse) {
            all.add((p, n, x) -> curve.turn(p, n));
        }
        all.add((p, n, x) -> curve.backValue(p, n));
        if (task == Task.BACKWARD) {
            all.add((p, n, x) -> curve.backLog(p, n));
        }
        all.add((p, n, x) -> curve.backCorners(p, n));
        all.add((p, n, x) -> curve.leave(bound, inverse, p, n));
    }

    private void pull(List<Stage> all, FloatSplineKnots knots, FloatSplineAxis widths, FloatSplineAxis heights) {
        all.add((p, n, x) -> knots.pull(widths, p, TO_LEFT, n));
        all.add((p, n, x) -> knots.pull(heights, p, TO_BOTTOM, n));
        all.add((p, n, x) -> knots.place(bins, p, TO_BEFORE, derivatives(planes.out()), n));
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

    private void curvature(float[] p, int n, Scratch scratch) {
        RowwiseProgram.Block block = scratch.block(program);
        for (int k = 0; k < COMPONENTS; k++) {
            copy(p, k == 0 ? GIVEN : BIN + k * PLANE, block, k, n);
            copy(p, ALONG + k * PLANE, block, COMPONENTS + k, n);
        }
        block.run(n);
        for (int k = 0; k < COMPONENTS; k++) {
            System.arraycopy(block.array(program.outputs()[k]), 0, p, TO_GIVEN + k * PLANE, n);
            // The direction is not needed any more.
            System.arraycopy(block.array(program.outputs()[COMPONENTS + k]), 0, p, ALONG + k * PLANE, n);
        }
    }

    private void copy(float[] p, int plane, RowwiseProgram.Block block, int component, int n) {
        int buffer = program.inputs()[component];
        if (buffer >= 0) {
            System.arraycopy(p, plane, block.array(buffer), 0, n);
        }
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
    public void prepare(Scratch scratch) {
        if (task == Task.HESSIAN) {
            program = RowwiseProgram.of(hessian, DType.FLOAT32, family);
            scratch.block(program);
        }
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
            case GRADIENT -> {
                Arrays.fill(p, FROM_VALUE, FROM_VALUE + n, 1);
                Arrays.fill(p, FROM_LOG, FROM_LOG + n, 0);
            }
            case HESSIAN -> {
                float[] u = (float[]) buffers[inputs[2]];
                FloatPlanes.loadColumn(u, row, width, 0, p, ALONG, n);
                FloatPlanes.load(u, row, width, 1, p, planes.direction(), n);
            }
        }
    }

    private void store(float[] to, int row, float[] p, int n) {
        if (task != Task.FORWARD) {
            FloatPlanes.storeColumn(p, TO_GIVEN, to, row, width, 0, n);
            FloatPlanes.store(p, planes.out(), to, row, width, 1, n);
            return;
        }
        FloatPlanes.storeColumn(p, VALUE, to, row, width, 0, n);
        if (width == 2) {
            FloatPlanes.storeColumn(p, LOG, to, row, width, 1, n);
        }
    }
}
