package org.auriflow.engine.compile;

import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Arithmetic;
import org.auriflow.engine.op.Control;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.spi.Backend;

/** Exact algebra: rewrites that give the same bits for every value. */
final class Simplify implements Pass {
    @Override
    public String name() {
        return "simplify";
    }

    @Override
    public Tensor rewrite(Tensor node, Backend backend) {
        Op op = node.op();
        if (op instanceof Control.StopGradient) {
            return node.inputs().get(0);
        }
        if (op instanceof Movement.Reshape) {
            Tensor x = node.inputs().get(0);
            Tensor from = x.op() instanceof Movement.Reshape ? x.inputs().get(0) : x;
            return from.reshape(node.shape());
        }
        if (op instanceof Movement.Permute p) {
            return permute(node, p);
        }
        if (op instanceof MatMul m) {
            return matmul(node, m);
        }
        if (op == Arithmetic.MUL || op == Arithmetic.MULZ || op == Arithmetic.DIV) {
            if (isUniform(node.inputs().get(1), 1)) {
                return node.inputs().get(0);
            }
            if (op != Arithmetic.DIV && isUniform(node.inputs().get(0), 1)) {
                return node.inputs().get(1);
            }
        }
        if (op == Arithmetic.NEG && node.inputs().get(0).op() == Arithmetic.NEG) {
            return node.inputs().get(0).inputs().get(0);
        }
        return node;
    }

    private static Tensor permute(Tensor node, Movement.Permute p) {
        Tensor x = node.inputs().get(0);
        if (x.op() instanceof Movement.Permute inner) {
            Movement.Permute both = new Movement.Permute(
                    p.order().stream().map(a -> inner.order().get(a)).toList());
            Tensor source = x.inputs().get(0);
            return isIdentity(both) ? source : Tensor.apply(both, source);
        }
        return isIdentity(p) ? x : node;
    }

    /** A transposed operand is read transposed instead of being copied. */
    private static Tensor matmul(Tensor node, MatMul m) {
        Tensor a = node.inputs().get(0);
        Tensor b = node.inputs().get(1);
        boolean ta = swapsLastTwo(a);
        boolean tb = swapsLastTwo(b);
        if (!ta && !tb) {
            return node;
        }
        return Tensor.apply(
                new MatMul(m.transposeA() ^ ta, m.transposeB() ^ tb),
                ta ? a.inputs().get(0) : a,
                tb ? b.inputs().get(0) : b);
    }

    private static boolean swapsLastTwo(Tensor t) {
        if (!(t.op() instanceof Movement.Permute p)) {
            return false;
        }
        int r = p.order().size();
        for (int i = 0; i < r - 2; i++) {
            if (p.order().get(i) != i) {
                return false;
            }
        }
        return r >= 2 && p.order().get(r - 1) == r - 2;
    }

    private static boolean isIdentity(Movement.Permute p) {
        for (int i = 0; i < p.order().size(); i++) {
            if (p.order().get(i) != i) {
                return false;
            }
        }
        return true;
    }

    static boolean isUniform(Tensor t, double v) {
        return t.op() instanceof Leaf.Constant c && c.uniform() && c.value().get(0) == v;
    }
}
