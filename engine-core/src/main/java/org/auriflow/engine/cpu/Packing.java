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
import org.auriflow.engine.spi.Lowered;
import org.auriflow.engine.spi.Plan;

/**
 * Puts the right factors of SIMD products into panels once, before all chunks of rows that need them, instead of once per
 * chunk. Only those that are there before the program begins, such as weights: to wait for others costs more.
 */
final class Packing {
    /** Rows of a product below which its right factor is read once or twice anyway. */
    private static final int LEAST_ROWS = 32;

    /** Elements of a right factor below which copying it is cheaper than another call. */
    private static final int LEAST_SIZE = 1 << 6;

    private final KernelFamily family;
    private final ToIntFunction<Plan.Memory> values;
    private final Set<Integer> computed = new HashSet<>();
    private final Map<Integer, List<Plan.Step>> users = new HashMap<>();
    private final Map<List<Object>, Plan.Operand> packed = new HashMap<>();
    private final List<Plan.Step> result = new ArrayList<>();

    Packing(KernelFamily family, ToIntFunction<Plan.Memory> values) {
        this.family = family;
        this.values = values;
    }

    /**
     * Copies the right factor to panels, [panels, k, columns of a panel], with one more row each for a bias.
     *
     * @param size elements of memory that the panels take
     */
    record Pack(Product product, int size) implements Lowered {
        @Override
        public String name() {
            return "pack";
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 0;
        }
    }

    /** A product whose right factor, of the given type, is packed, perhaps with a bias that is added to every row. */
    record PackedProduct(MatMul op, TensorType right, boolean bias) implements Lowered {
        @Override
        public String name() {
            return op.name();
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return op.flops(List.of(inputs.get(0), right), out) + (bias ? out.size() : 0);
        }
    }

    /**
     * The calls with those that pack.
     *
     * @param kept values that are needed after the calls
     */
    List<Plan.Step> of(List<Plan.Step> steps, Set<Integer> kept) {
        if (family != KernelFamily.SIMD) {
            return steps;
        }
        for (Plan.Step s : steps) {
            computed.add(s.output());
            s.inputs().forEach(o -> users.computeIfAbsent(o.memory(), v -> new ArrayList<>())
                    .add(s));
        }
        Set<Integer> done = new HashSet<>();
        for (Plan.Step s : steps) {
            if (done.contains(s.output())) {
                continue;
            }
            if (s.op() instanceof MatMul op && isThere(s.inputs().get(1)) && pays(s, op)) {
                Plan.Step add = kept.contains(s.output()) ? null : addition(s);
                Plan.Operand bias = add == null ? null : biasOf(add, s);
                Plan.Operand b = s.inputs().get(1);
                Plan.Operand panels = packed.computeIfAbsent(
                        List.of(b.memory(), b.type().shape(), op.transposeB(), bias == null ? -1 : bias.memory()),
                        key -> pack(s, op, bias));
                int to = bias == null ? s.output() : add.output();
                done.add(to);
                result.add(new Plan.Step(
                        new PackedProduct(op, b.type(), bias != null),
                        List.of(s.inputs().get(0), panels),
                        s.type(),
                        to));
            } else {
                result.add(s);
            }
        }
        return result;
    }

    private boolean isThere(Plan.Operand o) {
        return !computed.contains(o.memory());
    }

    /** The addition of a bias that is the only one to read a product, or null. */
    private Plan.Step addition(Plan.Step product) {
        List<Plan.Step> all = users.getOrDefault(product.output(), List.of());
        boolean adds = all.size() == 1 && all.get(0).op().name().equals("add");
        return adds && biasOf(all.get(0), product) != null ? all.get(0) : null;
    }

    /** The other operand of an addition to a product, if it is a row that is there. */
    private Plan.Operand biasOf(Plan.Step add, Plan.Step product) {
        for (int k = 0; k < 2; k++) {
            Plan.Operand own = add.inputs().get(k);
            Plan.Operand o = add.inputs().get(1 - k);
            int rank = o.strides().size();
            boolean row = own.memory() == product.output()
                    && own.isDense()
                    && add.type().equals(product.type());
            for (int i = 0; i < rank; i++) {
                row = row
                        && (o.strides().get(i) == (i == rank - 1 ? 1 : 0)
                                || (o.type().shape().extent(i) == 1 && i < rank - 1));
            }
            if (row && isThere(o)) {
                return o;
            }
        }
        return null;
    }

    private static boolean pays(Plan.Step s, MatMul op) {
        MatMul.Sizes z = op.sizes(s.inputs().get(0).type(), s.inputs().get(1).type());
        int size = s.inputs().get(1).type().size();
        // One column is a vector already, and few columns beside a transposed factor are not put into panels.
        return z.n() > (op.transposeA() ? 16 : 1)
                && size == z.n() * z.k()
                && size >= LEAST_SIZE
                && s.type().size() / z.n() >= LEAST_ROWS;
    }

    private Plan.Operand pack(Plan.Step s, MatMul op, Plan.Operand bias) {
        Plan.Operand b = s.inputs().get(1);
        MatMul.Sizes z = op.sizes(s.inputs().get(0).type(), b.type());
        Product product = Product.dense(op.transposeA(), op.transposeB(), z.m(), z.n(), z.k());
        DType dtype = b.type().dtype();
        int rows = bias == null ? z.k() : z.k() + 1;
        int width = Vectorization.kernels().panel(dtype);
        TensorType type = new TensorType(dtype, Shape.of((z.n() + width - 1) / width, rows, width));
        int size = Vectorization.kernels().packed(dtype, z.n(), rows);
        int to = values.applyAsInt(new Plan.Memory(Plan.Role.WORK, dtype, size, null, null));
        result.add(new Plan.Step(new Pack(product, size), bias == null ? List.of(b) : List.of(b, bias), type, to));
        List<Integer> strides = List.of(rows * width, width, 1);
        return new Plan.Operand(to, type, strides);
    }
}
