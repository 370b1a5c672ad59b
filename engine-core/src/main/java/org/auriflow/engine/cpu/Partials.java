package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.auriflow.engine.Shape;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Lowered;
import org.auriflow.engine.spi.Plan;

/**
 * Divides sums over the samples of a batch, such as gradients of weights, into parts: sums over some samples each, and the sum
 * of those.
 *
 * <p>Parts of the batch can then go through forward pass, backward pass and their share of the sums without waiting for others,
 * by a thread whose cache holds what the sums read. How many parts there are follows from shapes, so that results do not depend
 * on the number of threads.
 */
final class Partials {
    /** Samples that a part has at least: the sums of a product are stored once per part. */
    private static final int LEAST_SAMPLES = 48;

    /** Parts at most, and so threads among which such a batch is divided. */
    private static final int MOST_PARTS = 8;

    /** Elements of all parts of one result at most, so that they stay in the second-level cache. */
    private static final int LARGEST = 1 << 18;

    /** Elements of a result from which on its parts are worth a call more. */
    private static final int SMALLEST = 32;

    private final ToIntFunction<Plan.Memory> values;
    private final Map<Integer, Integer> parts = new HashMap<>();

    Partials(ToIntFunction<Plan.Memory> values) {
        this.values = values;
    }

    /** The sum of the parts, the slices of its operand along the first axis. */
    record Total() implements Lowered {
        @Override
        public String name() {
            return "total";
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return (long) inputs.get(0).size() - out.size();
        }
    }

    /** The calls with sums in parts. */
    List<Plan.Step> of(List<Plan.Step> steps) {
        Set<Integer> computed = new HashSet<>();
        Set<Integer> divided = new HashSet<>();
        for (Plan.Step s : steps) {
            if (sumsSamples(s) && s.inputs().stream().anyMatch(o -> computed.contains(o.memory()))) {
                int batch = s.inputs().get(0).type().shape().extent(0);
                parts.merge(batch, parts(batch, s.type().size()), Math::min);
                divided.add(s.output());
            }
            computed.add(s.output());
        }
        parts.values().removeIf(n -> n < 2);
        List<Plan.Step> result = new ArrayList<>();
        for (Plan.Step s : steps) {
            Integer n = divided.contains(s.output())
                    ? parts.get(s.inputs().get(0).type().shape().extent(0))
                    : null;
            if (n == null) {
                result.add(s);
            } else {
                divide(s, n, result);
            }
        }
        return result;
    }

    /** Into how many parts batches of so many samples are divided; those that are not among the keys are not. */
    Map<Integer, Integer> parts() {
        return parts;
    }

    /** Whether a call sums over the first axis of its operands, which are matrices. */
    private static boolean sumsSamples(Plan.Step s) {
        boolean product = s.op() instanceof MatMul m && m.transposeA() && !m.transposeB();
        boolean sum = s.op() instanceof Reduction.Sum r && r.axes().equals(List.of(0));
        return (product || sum)
                && s.type().size() >= SMALLEST
                && s.inputs().stream()
                        .allMatch(o -> o.isDense() && o.type().shape().rank() == 2);
    }

    /** The largest number of parts that divides a batch and leaves them neither short nor, together, large. */
    private static int parts(int batch, int size) {
        int n = Math.min(MOST_PARTS, Math.min(batch / LEAST_SAMPLES, LARGEST / size));
        while (n > 1 && batch % n != 0) {
            n--;
        }
        return n;
    }

    private void divide(Plan.Step s, int n, List<Plan.Step> result) {
        List<Plan.Operand> inputs = s.inputs().stream()
                .map(o -> operand(o.memory(), divided(o.type(), n)))
                .toList();
        TensorType type = s.type().withShape(Shape.of(n).concat(s.type().shape()));
        int to = values.applyAsInt(new Plan.Memory(Plan.Role.WORK, type.dtype(), type.size(), null, null));
        result.add(new Plan.Step(s.op() instanceof MatMul ? s.op() : new Reduction.Sum(List.of(1)), inputs, type, to));
        result.add(new Plan.Step(new Total(), List.of(operand(to, type)), s.type(), s.output()));
    }

    private static TensorType divided(TensorType t, int n) {
        Shape s = t.shape();
        return t.withShape(Shape.of(n, s.extent(0) / n, s.extent(1)));
    }

    private static Plan.Operand operand(int memory, TensorType type) {
        return new Plan.Operand(
                memory, type, Arrays.stream(type.shape().strides()).boxed().toList());
    }
}
