package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Determinants, read off the factors of {@link Lu}. Inputs: A [..., n, n] and its factors [..., n + 1, n]; result [...].
 *
 * <p>As in {@link Solve} the value comes from the factors and the derivative belongs to A: d ln|det A| = tr(A⁻¹ dA), d det A
 * = det A tr(A⁻¹ dA) (M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic
 * differentiation, 2008), and the sign is piecewise constant.
 *
 * @param part what of the determinant
 */
public record Determinant(Part part) implements Op {
    /** What of the determinant. */
    public enum Part {
        /** det A; may overflow where its logarithm does not. */
        VALUE("det"),
        /** −1, 0 or 1; NaN if the determinant is. */
        SIGN("detsign"),
        /** ln|det A| in nats; −∞ if A is singular. */
        LOG_ABSOLUTE("logabsdet");

        private final String label;

        Part(String label) {
            this.label = label;
        }
    }

    @Override
    public String name() {
        return part.label;
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        Matrices.requireSquare(name(), in.get(0));
        if (!in.get(1).equals(new Lu().infer(in.subList(0, 1)))) {
            throw Op.error(name(), "requires the LU factors of the matrices", in, "apply Lu to them");
        }
        return in.get(0).withShape(Matrices.batch(in.get(0).shape()));
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        int n = types.get(0).shape().extent(-1);
        for (int q = 0; q < out.size(); q++) {
            int f0 = q * (n + 1) * n;
            double value = 1;
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < i; k++) {
                    boolean inversion =
                            in.get(1).get(f0 + n * n + k) > in.get(1).get(f0 + n * n + i);
                    value = inversion ? -value : value;
                }
            }
            double log = 0;
            for (int i = 0; i < n; i++) {
                double d = in.get(1).get(f0 + i * n + i);
                value *= part == Part.VALUE ? d : Math.signum(d);
                log += part == Part.LOG_ABSOLUTE ? StrictMath.log(Math.abs(d)) : 0;
            }
            out.set(q, part == Part.LOG_ABSOLUTE ? log : value);
        }
    }

    /** A⁻ᵀ, times det A if that is what is differentiated. */
    private Tensor gradient(Tensor y, List<Tensor> x) {
        Tensor a = x.get(0);
        Tensor eye = Tensor.eye(a.dtype(), a.shape().extent(-1));
        Tensor inverse = Tensor.apply(new Solve(true), a, x.get(1), eye);
        return part == Part.VALUE ? inverse.mul(y.expand(-1).expand(-1)) : inverse;
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        boolean zero = part == Part.SIGN || !wanted[0];
        return new Tensor[] {zero ? null : gradient(y, x).mul(v.expand(-1).expand(-1)), null};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        return part == Part.SIGN || t[0] == null
                ? null
                : gradient(y, x).mul(t[0]).sum(-2, -1);
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, Op.spread(x, batched, n).toArray(new Tensor[0]));
    }
}
