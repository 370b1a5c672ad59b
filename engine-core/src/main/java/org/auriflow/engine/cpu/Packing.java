package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.spi.Plan;

/**
 * Puts the right factors of SIMD products into panels once, before all chunks of rows that need them, instead of once per
 * chunk. Only those that are there before the program begins, such as weights: to wait for others costs more.
 */
final class Packing {
    /** Rows of a product below which its right factor is read once or twice anyway. */
    private static final int LEAST_ROWS = 32;

    /** Elements of a right factor below which copying it is cheaper than another call. */
    private static final int LEAST_SIZE = 1 << 11;

    private final KernelFamily family;
    private final ToIntFunction<Plan.Memory> values;

    Packing(KernelFamily family, ToIntFunction<Plan.Memory> values) {
        this.family = family;
        this.values = values;
    }

    /** Copies the right factor to panels, [panels, k, columns of a panel]. */
    record Pack(Product product) implements Lowered {
        @Override
        public String name() {
            return "pack";
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 0;
        }
    }

    /** A product whose right factor is packed; it was of the given type. */
    record PackedProduct(MatMul op, TensorType right) implements Lowered {
        @Override
        public String name() {
            return op.name();
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return op.flops(List.of(inputs.get(0), right), out);
        }
    }

    /** The calls with those that pack. */
    List<Plan.Step> of(List<Plan.Step> steps) {
        if (family != KernelFamily.SIMD) {
            return steps;
        }
        Set<Integer> computed = new HashSet<>();
        steps.forEach(s -> computed.add(s.output()));
        Map<List<Object>, Plan.Operand> packed = new HashMap<>();
        List<Plan.Step> result = new ArrayList<>();
        for (Plan.Step s : steps) {
            if (s.op() instanceof MatMul op
                    && !computed.contains(s.inputs().get(1).memory())
                    && pays(s, op)) {
                Plan.Operand b = s.inputs().get(1);
                Plan.Operand panels = packed.computeIfAbsent(
                        List.of(b.memory(), b.type().shape(), op.transposeB()), key -> pack(s, op, result));
                result.add(new Plan.Step(
                        new PackedProduct(op, b.type()), List.of(s.inputs().get(0), panels), s.type(), s.output()));
            } else {
                result.add(s);
            }
        }
        return result;
    }

    private static boolean pays(Plan.Step s, MatMul op) {
        MatMul.Sizes z = op.sizes(s.inputs().get(0).type(), s.inputs().get(1).type());
        int size = s.inputs().get(1).type().size();
        return size == z.n() * z.k() && size >= LEAST_SIZE && s.type().size() / z.n() >= LEAST_ROWS;
    }

    private Plan.Operand pack(Plan.Step s, MatMul op, List<Plan.Step> result) {
        Plan.Operand b = s.inputs().get(1);
        MatMul.Sizes z = op.sizes(s.inputs().get(0).type(), b.type());
        Product product = Product.dense(op.transposeA(), op.transposeB(), z.m(), z.n(), z.k());
        DType dtype = b.type().dtype();
        int width = Vectorization.kernels().panel(dtype);
        TensorType type = new TensorType(dtype, Shape.of((z.n() + width - 1) / width, z.k(), width));
        int to = values.applyAsInt(new Plan.Memory(Plan.Role.WORK, dtype, type.size(), null, null));
        result.add(new Plan.Step(new Pack(product), List.of(b), type, to));
        List<Integer> strides = List.of(z.k() * width, width, 1);
        return new Plan.Operand(to, type, strides);
    }
}
