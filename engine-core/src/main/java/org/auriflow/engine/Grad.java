package org.auriflow.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Derivatives, graph to graph: every result is an ordinary tensor that can be differentiated again.
 *
 * <p>All methods differentiate along the edges from {@code y} down to the given {@code x}, which may be any tensors, not
 * only leaves; where y does not depend on x the derivative is zero. If one x depends on another, the derivative by the
 * latter includes the way through the former. {@link Tensor#stopGradient()} cuts.
 */
public final class Grad {
    private Grad() {}

    /** A value with its gradients, one per variable asked for. */
    public record ValueAndGrad(Tensor value, List<Tensor> gradients) {}

    /**
     * Gradient ∂y/∂x of a scalar, of the shape of x.
     *
     * @throws IllegalArgumentException if y has more than one element or is not floating
     */
    public static Tensor grad(Tensor y, Tensor x) {
        return grad(y, List.of(x)).get(0);
    }

    /** Gradients ∂y/∂xₖ of a scalar y, each of the shape of its xₖ. */
    public static List<Tensor> grad(Tensor y, List<Tensor> xs) {
        if (y.shape().size() != 1 || !y.dtype().isFloating()) {
            throw new IllegalArgumentException("grad: requires a floating scalar, got " + y.type()
                    + "; sum() it, or use vjp with a cotangent or jacobian");
        }
        return vjp(List.of(y), List.of(Tensor.onesLike(y)), xs);
    }

    /** The scalar y together with its gradients. */
    public static ValueAndGrad valueAndGrad(Tensor y, List<Tensor> xs) {
        return new ValueAndGrad(y, grad(y, xs));
    }

    /** vᵀ ∂y/∂x, of the shape of x. */
    public static Tensor vjp(Tensor y, Tensor cotangent, Tensor x) {
        return vjp(List.of(y), List.of(cotangent), List.of(x)).get(0);
    }

    /**
     * Reverse mode: Σⱼ vⱼᵀ ∂yⱼ/∂xₖ for every k.
     *
     * @param cotangents vⱼ, each of the type of its yⱼ
     */
    public static List<Tensor> vjp(List<Tensor> ys, List<Tensor> cotangents, List<Tensor> xs) {
        count("vjp", "cotangent", cotangents, ys);
        xs.forEach(x -> floating("vjp", x));
        List<Tensor> order = Graph.order(ys);
        Set<Tensor> active = active(order, xs);
        Map<Tensor, Tensor> adjoint = new HashMap<>();
        for (int j = 0; j < ys.size(); j++) {
            same("vjp", "cotangent", cotangents.get(j), ys.get(j));
            accumulate(adjoint, ys.get(j), cotangents.get(j));
        }
        Set<Tensor> ends = new HashSet<>(xs);
        for (int i = order.size() - 1; i >= 0; i--) {
            Tensor y = order.get(i);
            Tensor v = adjoint.get(y);
            if (v == null || !active.contains(y) || y.inputs().isEmpty()) {
                continue;
            }
            boolean[] wanted = new boolean[y.inputs().size()];
            boolean any = false;
            for (int k = 0; k < wanted.length; k++) {
                wanted[k] = active.contains(y.inputs().get(k));
                any |= wanted[k];
            }
            if (!any) {
                continue;
            }
            Tensor[] parts = y.op().vjp(y, y.inputs(), v, wanted);
            for (int k = 0; k < wanted.length; k++) {
                if (wanted[k] && parts[k] != null) {
                    accumulate(adjoint, y.inputs().get(k), parts[k]);
                }
            }
            if (!ends.contains(y)) {
                adjoint.remove(y);
            }
        }
        List<Tensor> result = new ArrayList<>();
        for (Tensor x : xs) {
            Tensor g = adjoint.get(x);
            result.add(g == null ? Tensor.zerosLike(x) : g);
        }
        return result;
    }

    /** ∂y/∂x ẋ, of the shape of y. */
    public static Tensor jvp(Tensor y, Tensor x, Tensor tangent) {
        return jvp(List.of(y), List.of(x), List.of(tangent)).get(0);
    }

    /**
     * Forward mode: Σₖ ∂yⱼ/∂xₖ ẋₖ for every j, in one pass.
     *
     * @param tangents ẋₖ, each of the type of its xₖ
     */
    public static List<Tensor> jvp(List<Tensor> ys, List<Tensor> xs, List<Tensor> tangents) {
        count("jvp", "tangent", tangents, xs);
        Map<Tensor, Tensor> tangent = new HashMap<>();
        for (int k = 0; k < xs.size(); k++) {
            floating("jvp", xs.get(k));
            same("jvp", "tangent", tangents.get(k), xs.get(k));
            accumulate(tangent, xs.get(k), tangents.get(k));
        }
        for (Tensor y : Graph.order(ys)) {
            Tensor[] t = new Tensor[y.inputs().size()];
            boolean any = false;
            for (int k = 0; k < t.length; k++) {
                t[k] = tangent.get(y.inputs().get(k));
                any |= t[k] != null;
            }
            Tensor out = any ? y.op().jvp(y, y.inputs(), t) : null;
            if (out != null) {
                accumulate(tangent, y, out);
            }
        }
        List<Tensor> result = new ArrayList<>();
        for (Tensor y : ys) {
            Tensor t = tangent.get(y);
            result.add(t == null ? Tensor.zerosLike(y) : t);
        }
        return result;
    }

    /**
     * Full Jacobian J[i…, j…] = ∂y[i…]/∂x[j…], of shape y.shape + x.shape: one reverse pass batched over the elements of
     * y, or one forward pass batched over those of x, whichever are fewer.
     */
    public static Tensor jacobian(Tensor y, Tensor x) {
        Shape full = y.shape().concat(x.shape());
        int n = y.shape().size();
        int m = x.shape().size();
        if (m < n) {
            Tensor v = Tensor.input("tangent", x.dtype(), x.shape());
            Tensor basis = Tensor.eye(x.dtype(), m).reshape(Shape.of(m).concat(x.shape()));
            Tensor columns = batched(jvp(y, x, v), v, basis).reshape(m, n);
            return columns.transpose(1, 0).reshape(full);
        }
        Tensor v = Tensor.input("cotangent", y.dtype(), y.shape());
        Tensor basis = Tensor.eye(y.dtype(), n).reshape(Shape.of(n).concat(y.shape()));
        return batched(vjp(y, v, x), v, basis).reshape(full);
    }

    /**
     * Jacobians of each sample of a batch: J[b, i, j] = ∂y[b, i]/∂x[b, j] for y [B, n] and x [B, m] where row b of y
     * depends on row b of x only (other dependence is summed over). Shape [B, n, m].
     */
    public static Tensor batchJacobian(Tensor y, Tensor x) {
        if (y.shape().rank() != 2
                || x.shape().rank() != 2
                || y.shape().extent(0) != x.shape().extent(0)) {
            throw new IllegalArgumentException("batchJacobian: requires y [B, n] and x [B, m], got " + y.shape()
                    + " and " + x.shape() + "; reshape to one row per sample");
        }
        int rows = y.shape().extent(0);
        int n = y.shape().extent(1);
        int m = x.shape().extent(1);
        boolean forward = m < n;
        int directions = forward ? m : n;
        Tensor end = forward ? x : y;
        Tensor v = Tensor.input("direction", end.dtype(), end.shape());
        Tensor basis = Tensor.eye(end.dtype(), directions)
                .reshape(directions, 1, directions)
                .broadcastTo(Shape.of(directions, rows, directions));
        Tensor pass = forward ? jvp(y, x, v) : vjp(y, v, x);
        Tensor all = batched(pass, v, basis);
        return forward ? all.transpose(1, 2, 0) : all.transpose(1, 0, 2);
    }

    /** Hessian ∂²y/∂x∂x of a scalar y, of shape x.shape + x.shape: forward mode over reverse mode. */
    public static Tensor hessian(Tensor y, Tensor x) {
        return jacobian(grad(y, x), x);
    }

    private static Tensor batched(Tensor pass, Tensor leaf, Tensor values) {
        return Batch.vmap(List.of(pass), List.of(leaf), List.of(values)).get(0);
    }

    /** Nodes on a path from some x. */
    private static Set<Tensor> active(List<Tensor> order, List<Tensor> xs) {
        Set<Tensor> active = new HashSet<>(xs);
        for (Tensor t : order) {
            for (Tensor in : t.inputs()) {
                if (active.contains(in)) {
                    active.add(t);
                    break;
                }
            }
        }
        return active;
    }

    private static void accumulate(Map<Tensor, Tensor> sums, Tensor key, Tensor value) {
        sums.merge(key, value, Tensor::add);
    }

    private static void floating(String op, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    op + ": derivatives require float32 or float64, got " + x.type() + "; cast the tensor first");
        }
    }

    private static void count(String op, String what, List<Tensor> given, List<Tensor> of) {
        if (given.size() != of.size()) {
            throw new IllegalArgumentException(op + ": requires one " + what + " per tensor, got " + given.size()
                    + " for " + of.size() + "; pass zeros where there is none");
        }
    }

    private static void same(String op, String what, Tensor a, Tensor b) {
        if (!a.type().equals(b.type())) {
            throw new IllegalArgumentException(op + ": the " + what + " must have the type of its tensor, got "
                    + a.type() + " for " + b.type() + "; reshape or cast it");
        }
    }
}
