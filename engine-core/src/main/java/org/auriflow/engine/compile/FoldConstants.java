package org.auriflow.engine.compile;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Control;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.Logic;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.Pointwise;
import org.auriflow.engine.op.View;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Plan;

/** Computes what depends on constants only, with the backend's own kernels, so that not a bit changes. */
final class FoldConstants implements Pass {
    /** Larger results are left to the program, lest the constants outgrow the work. */
    private static final int LIMIT = 1 << 16;

    @Override
    public String name() {
        return "fold";
    }

    @Override
    public Tensor rewrite(Tensor node, Backend backend) {
        List<Tensor> in = node.inputs();
        if (in.isEmpty() || node.op() instanceof Control.Barrier) {
            return node;
        }
        boolean uniform = true;
        for (Tensor t : in) {
            if (!(t.op() instanceof Leaf.Constant c)) {
                return node;
            }
            uniform &= c.uniform();
        }
        if (uniform && (node.op() instanceof View || node.op() instanceof Movement.Reshape)) {
            return Tensor.constant(node.type(), ((Leaf.Constant) in.get(0).op()).value());
        }
        if (uniform && (node.op() instanceof Pointwise || node.op() instanceof Logic.Cast)) {
            Tensor[] ones = in.stream()
                    .map(t -> Tensor.constant(t.type().withShape(Shape.SCALAR), ((Leaf.Constant) t.op()).value()))
                    .toArray(Tensor[]::new);
            return Tensor.constant(node.type(), value(Tensor.apply(node.op(), ones), backend));
        }
        return node.shape().size() > LIMIT ? node : Tensor.constant(node.type(), value(node, backend));
    }

    private static Storage value(Tensor node, Backend backend) {
        Planner planner = new Planner(List.of(node), List.of(), backend);
        Plan plan = planner.plan();
        TensorType type = node.type();
        Storage out = Storage.allocate(type.dtype(), type.size());
        try (Backend.Execution run = backend.compile(plan).open()) {
            run.run();
            run.buffer(planner.memoryOf(node)).download(out);
        }
        return out;
    }
}
