package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.auriflow.engine.Batch;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Flows.Region;
import org.auriflow.nn.Model;

/** What the laws share: which entries, random rows, models as functions of their parameters. */
final class Samples {
    private Samples() {}

    /** Entries whose example is of a kind. */
    static Stream<Flows.Entry> of(Class<? extends Model> kind) {
        try (Engine engine = Engine.cpu(1)) {
            return Flows.ALL.stream().filter(e -> kind.isInstance(e.example(engine, DType.FLOAT64))).toList().stream();
        }
    }

    /** Normal rows, scaled. */
    static Tensor rows(DType dtype, double scale, long seed, int... extents) {
        Shape shape = Shape.of(extents);
        RandomStream random = new RandomStream(seed, 9);
        Storage s = Storage.allocate(dtype, shape.size());
        for (int i = 0; i < shape.size(); i++) {
            s.set(i, scale * random.normal());
        }
        return Tensor.constant(new TensorType(dtype, shape), s);
    }

    /** Rows whose elements lie in a region: normal ones, scaled, mapped onto it. */
    static Tensor rows(Region in, DType dtype, double scale, long seed, int... extents) {
        Tensor x = rows(dtype, scale, seed, extents);
        boolean bounded = Double.isFinite(in.high());
        if (Double.isFinite(in.low())) {
            return (bounded ? x.sigmoid().mul(in.high() - in.low()) : x.exp()).add(in.low());
        }
        return bounded ? x.exp().neg().add(in.high()) : x;
    }

    /** Rows of context, or null if none is needed. */
    static Tensor context(DType dtype, int rows, int width) {
        return width == 0 ? null : rows(dtype, 1, 77, rows, width);
    }

    /** A graph made from a model, with given values in place of its parameters. */
    static Tensor with(Model model, List<Tensor> values, Tensor y) {
        List<Tensor> reads = new ArrayList<>();
        List<Tensor> to = new ArrayList<>();
        int k = 0;
        for (Variable v : model.parameters().values()) {
            reads.add(v.read());
            to.add(values.get(k++).expand(0));
        }
        return reads.isEmpty() ? y : Batch.vmap(List.of(y), reads, to).get(0);
    }

    static List<Tensor> values(Model model) {
        return model.parameters().values().stream().map(Variable::snapshot).toList();
    }

    /** f at the given inputs as a program computes it. */
    static Tensor compiled(Engine engine, Function<List<Tensor>, Tensor> f, List<Tensor> x) {
        List<Tensor> in = new ArrayList<>();
        for (int k = 0; k < x.size(); k++) {
            in.add(Tensor.input("x" + k, x.get(k).dtype(), x.get(k).shape()));
        }
        Tensor y = f.apply(in);
        Program.Builder b = Program.builder(engine).output("y", y);
        in.forEach(b::input);
        try (Run run = b.compile().open()) {
            for (int k = 0; k < x.size(); k++) {
                run.set("x" + k, x.get(k).storage());
            }
            run.execute();
            return Tensor.constant(y.type(), run.output("y").copy());
        }
    }

    static void assertClose(Tensor expected, Tensor got, double tolerance, String what) {
        assertEquals(expected.type(), got.type(), what);
        double[] a = expected.toDoubleArray();
        double[] b = got.toDoubleArray();
        for (int i = 0; i < a.length; i++) {
            assertEquals(a[i], b[i], tolerance * Math.max(1, Math.abs(a[i])), what + ", element " + i);
        }
    }

    /** Multiplies all parameters. */
    static void scale(Model model, double factor) {
        for (Map.Entry<String, Variable> e : model.parameters().entrySet()) {
            e.getValue().assign(e.getValue().snapshot().mul(factor));
        }
    }
}
