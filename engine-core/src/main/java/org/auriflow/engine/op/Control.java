package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Identities that steer differentiation and scheduling. */
public final class Control {
    private Control() {}

    /** The same value with a derivative of zero. */
    public record StopGradient() implements NotDifferentiable {
        @Override
        public String name() {
            return "stopgradient";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return in.get(0);
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            out.copyFrom(in.get(0), 0, 0, out.size());
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            return Tensor.apply(this, x.get(0));
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 0;
        }
    }

    /**
     * The first input, computed after the second: what is recomputed behind it neither merges with its first computation
     * nor runs before it is needed. Used by {@link Fused} checkpoints.
     */
    public record Barrier() implements Op {
        @Override
        public String name() {
            return "barrier";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return in.get(0);
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            out.copyFrom(in.get(0), 0, 0, out.size());
        }

        @Override
        public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
            return new Tensor[] {v, null};
        }

        @Override
        public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
            return t[0];
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            Tensor a = batched[0] ? x.get(0) : Op.spread(x, batched, n).get(0);
            return Tensor.apply(this, a, x.get(1));
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 0;
        }
    }
}
