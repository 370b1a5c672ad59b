package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.auriflow.engine.Shape;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Convolution;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Window;
import org.auriflow.engine.spi.Lowered;
import org.auriflow.engine.spi.Plan;

/**
 * Gradients of convolutions as other calls. What is done follows from shapes, so that results do not depend on the
 * number of threads.
 *
 * <ul>
 *   <li>A transposed convolution without strides is a convolution with the flipped kernel, of which in and out change
 *       places.
 *   <li>A gradient with respect to weights is computed in parts of the batch and with output channels last, then added
 *       up and transposed.
 * </ul>
 */
final class ConvolutionSteps {
    /** Parts at most, and so threads among which a batch is divided. */
    private static final int MOST_PARTS = 8;

    /** Elements of all parts together at most. */
    private static final int LARGEST = 1 << 21;

    /** Floating-point operations from which on a part is worth its memory. */
    private static final long LEAST = 1 << 18;

    /** Places from which on it pays to turn the weights around. */
    private static final int MANY = 128;

    /** Output channels for each input channel up to which copying patches costs less than adding them up. */
    private static final int FEW = 4;

    private final ToIntFunction<Plan.Memory> values;
    private final List<Plan.Step> result = new ArrayList<>();

    ConvolutionSteps(ToIntFunction<Plan.Memory> values) {
        this.values = values;
    }

    /** The sums of so many parts of a batch, [parts, groups · in, taps, out]. */
    record Sums(Convolution op, int parts) implements Lowered {
        @Override
        public String name() {
            return op.name();
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return op.flops(inputs, out);
        }
    }

    /** A convolution whose kernel is read from its end. */
    record Flipped(Convolution op) implements Lowered {
        @Override
        public String name() {
            return op.name();
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return op.flops(inputs, out);
        }
    }

    /** The calls with others in place of gradients. */
    List<Plan.Step> of(List<Plan.Step> steps) {
        for (Plan.Step s : steps) {
            if (!(s.op() instanceof Convolution op) || s.flops() == 0) {
                result.add(s);
            } else if (op.result() == Convolution.Factor.WEIGHTS) {
                weights(s, op);
            } else if (op.result() == Convolution.Factor.INPUT && turns(s, op)) {
                turned(s, op);
            } else {
                result.add(s);
            }
        }
        return result;
    }

    /** The result of one more call. */
    private Plan.Operand add(Op op, TensorType type, Plan.Operand... inputs) {
        int to = values.applyAsInt(new Plan.Memory(Plan.Role.WORK, type.dtype(), type.size(), null, null));
        result.add(new Plan.Step(op, List.of(inputs), type, to));
        return operand(to, type);
    }

    private static Plan.Operand operand(int memory, TensorType type) {
        return new Plan.Operand(
                memory, type, Arrays.stream(type.shape().strides()).boxed().toList());
    }

    private static Plan.Operand reshaped(Plan.Operand o, Shape s) {
        return operand(o.memory(), o.type().withShape(s));
    }

    private void weights(Plan.Step s, Convolution op) {
        Convolution.Sizes z = op.sizes(s.inputTypes());
        int most = Math.min(MOST_PARTS, Math.min(z.batch(), LARGEST / s.type().size()));
        int parts = (int) Math.max(1, Math.min(most, s.flops() / LEAST));
        int taps = z.kernel().size();
        Shape turned = Shape.of(z.groups() * z.in(), taps, z.out());
        Sums sums = new Sums(op, parts);
        boolean inPlace = z.out() == 1;
        Plan.Operand[] inputs = s.inputs().toArray(new Plan.Operand[0]);
        if (parts == 1 && inPlace) {
            result.add(new Plan.Step(sums, s.inputs(), s.type().withShape(turned.insert(0, 1)), s.output()));
            return;
        }
        Plan.Operand all = add(sums, s.type().withShape(turned.insert(0, parts)), inputs);
        if (parts > 1 && inPlace) {
            result.add(new Plan.Step(new Partials.Total(), List.of(all), s.type(), s.output()));
            return;
        }
        Plan.Operand total =
                parts == 1 ? all : add(new Partials.Total(), s.type().withShape(turned), all);
        Shape flat = Shape.of(z.groups(), z.in() * taps, z.out());
        Shape back = Shape.of(z.groups(), z.out(), z.in() * taps);
        Movement.Permute transpose = new Movement.Permute(List.of(0, 2, 1));
        result.add(new Plan.Step(
                transpose, List.of(reshaped(total, flat)), s.type().withShape(back), s.output()));
    }

    private static boolean turns(Plan.Step s, Convolution op) {
        Convolution.Sizes z = op.sizes(s.inputTypes());
        Window w = op.window();
        boolean fits = (long) z.batch() * z.output().size() >= MANY && z.out() <= FEW * z.in();
        for (int i = 0; i < z.kernel().rank(); i++) {
            int reach = (z.kernel().extent(i) - 1) * w.dilations().get(i);
            fits &= w.strides().get(i) == 1
                    && w.low().get(i) <= reach
                    && w.high().get(i) <= reach;
        }
        return fits;
    }

    private void turned(Plan.Step s, Convolution op) {
        Convolution.Sizes z = op.sizes(s.inputTypes());
        Window w = op.window();
        List<Integer> low = new ArrayList<>();
        List<Integer> high = new ArrayList<>();
        for (int i = 0; i < z.kernel().rank(); i++) {
            int reach = (z.kernel().extent(i) - 1) * w.dilations().get(i);
            low.add(reach - w.low().get(i));
            high.add(reach - w.high().get(i));
        }
        Plan.Operand kernel = s.inputs().get(0);
        if (z.in() > 1 && z.out() > 1) {
            int taps = z.kernel().size();
            Plan.Operand apart = reshaped(kernel, Shape.of(z.groups(), z.out(), z.in(), taps));
            TensorType swapped = kernel.type().withShape(Shape.of(z.groups(), z.in(), z.out(), taps));
            kernel = add(new Movement.Permute(List.of(0, 2, 1, 3)), swapped, apart);
        }
        Shape shape = Shape.of(z.groups() * z.in(), z.out()).concat(z.kernel());
        Window window = new Window(w.strides(), List.copyOf(low), List.copyOf(high), w.dilations(), z.groups());
        List<Plan.Operand> inputs = List.of(s.inputs().get(1), reshaped(kernel, shape));
        result.add(new Plan.Step(new Flipped(Convolution.of(window)), inputs, s.type(), s.output()));
    }
}
