package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.spi.Lowered;
import org.auriflow.engine.spi.Plan;

/** Adds bias and activation to the product before them, where nothing else reads the values in between. */
final class ProductFusion {
    private static final Set<String> ACTIVATIONS = Set.of("tanh", "relu", "sigmoid", "softplus");

    private final Map<Integer, List<Plan.Step>> users = new HashMap<>();
    private final Set<Integer> kept;

    /**
     * A product with what is done to its elements: activation(op(A) op(B) + bias).
     *
     * @param op the product
     * @param bias whether a third operand, a row, is added to every row
     * @param activation name of a pointwise operation, or null
     */
    record Product(MatMul op, boolean bias, String activation) implements Lowered {
        @Override
        public String name() {
            return "matmul" + (bias ? " + bias" : "") + (activation == null ? "" : " " + activation);
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 2L * out.size() * op.sizes(inputs.get(0), inputs.get(1)).k();
        }
    }

    private ProductFusion(List<Plan.Step> steps, Set<Integer> kept) {
        this.kept = kept;
        for (Plan.Step s : steps) {
            for (int m :
                    s.inputs().stream().map(Plan.Operand::memory).distinct().toList()) {
                users.computeIfAbsent(m, k -> new ArrayList<>()).add(s);
            }
        }
    }

    /**
     * The steps with products in place of what they take in.
     *
     * @param kept values that are needed after all steps
     */
    static List<Plan.Step> of(List<Plan.Step> steps, Set<Integer> kept) {
        ProductFusion fusion = new ProductFusion(steps, kept);
        // By the value that a step makes.
        Map<Integer, Plan.Step> replaced = new HashMap<>();
        Set<Integer> gone = new HashSet<>();
        for (Plan.Step s : steps) {
            if (s.op() instanceof MatMul op && CublasCall.of(s) == null) {
                fusion.extend(s, op, replaced, gone);
            }
        }
        return steps.stream()
                .filter(s -> !gone.contains(s.output()))
                .map(s -> replaced.getOrDefault(s.output(), s))
                .toList();
    }

    private void extend(Plan.Step product, MatMul op, Map<Integer, Plan.Step> replaced, Set<Integer> gone) {
        List<Plan.Operand> inputs = new ArrayList<>(product.inputs());
        Plan.Step last = product;
        Plan.Step next = onlyUser(last);
        if (next != null && replaced.containsKey(next.output())) {
            // The sum of two products belongs to the first of them.
            return;
        }
        boolean bias = false;
        if (next != null && next.op().name().equals("add")) {
            Plan.Operand row = row(next, product);
            if (row != null) {
                inputs.add(row);
                bias = true;
                gone.add(last.output());
                last = next;
                next = onlyUser(last);
            }
        }
        String activation = null;
        if (next != null && ACTIVATIONS.contains(next.op().name())) {
            activation = next.op().name();
            gone.add(last.output());
            last = next;
        }
        if (last.output() != product.output()) {
            replaced.put(
                    last.output(),
                    new Plan.Step(new Product(op, bias, activation), inputs, last.type(), last.output()));
        }
    }

    /** The one pointwise step that reads a result, element by element; null where there is another reader. */
    private Plan.Step onlyUser(Plan.Step s) {
        List<Plan.Step> all = users.getOrDefault(s.output(), List.of());
        if (all.size() != 1 || kept.contains(s.output()) || !all.get(0).op().isPointwise()) {
            return null;
        }
        Plan.Step user = all.get(0);
        boolean elementwise =
                user.inputs().stream().allMatch(o -> o.memory() != s.output() || Chains.isElementwise(user, o));
        return elementwise && user.type().size() == s.type().size() ? user : null;
    }

    /** The other term of a sum, if it is one row that is added to all rows of a product. */
    private static Plan.Operand row(Plan.Step sum, Plan.Step product) {
        Plan.Operand a = sum.inputs().get(0);
        Plan.Operand b = sum.inputs().get(1);
        Plan.Operand other = a.memory() == product.output() ? b : a;
        int n = product.type().shape().extent(-1);
        int rows = n == 0 ? 0 : product.type().size() / n;
        IndexPattern row = rows == 1
                ? new IndexPattern(List.of(n), List.of(1))
                : new IndexPattern(List.of(rows, n), List.of(0, 1));
        boolean fits = n > 1 && rows > 0 && other.memory() != product.output();
        return fits && IndexPattern.of(other).equals(row) ? other : null;
    }
}
