package org.auriflow.engine.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.spi.Backend;

/** Common subexpressions: equal operations on the same inputs are computed once. */
final class MergeCommon implements Pass {
    private record Key(Object op, List<Tensor> inputs) {}

    private final Map<Key, Tensor> seen = new HashMap<>();

    @Override
    public String name() {
        return "merge";
    }

    @Override
    public Pass fresh() {
        return new MergeCommon();
    }

    @Override
    public Tensor rewrite(Tensor node, Backend backend) {
        Op op = node.op();
        // Inside a program all reads of a variable give its value before the updates, whatever their version.
        Object identity = op instanceof Leaf.Read r ? r.variable() : op;
        return seen.computeIfAbsent(new Key(identity, node.inputs()), k -> node);
    }
}
