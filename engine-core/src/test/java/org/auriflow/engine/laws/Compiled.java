package org.auriflow.engine.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;

/** A function evaluated by the interpreter and by a program, which must agree. */
final class Compiled {
    private Compiled() {}

    /** The value of f at x from a program, its inputs given at run time so that nothing is folded. */
    static Storage run(Engine engine, Function<List<Tensor>, Tensor> f, List<Tensor> x) {
        List<Tensor> in = Samples.placeholders(x);
        Program p = Program.builder(engine).output("y", f.apply(in)).compile();
        try (Run run = p.open()) {
            for (int k = 0; k < x.size(); k++) {
                if (p.inputTypes().containsKey("x" + k)) {
                    run.set("x" + k, x.get(k).storage());
                }
            }
            run.execute();
            return run.output("y").copy();
        }
    }

    /** Both values of f at x. */
    static List<Storage> both(Engine engine, Function<List<Tensor>, Tensor> f, Tensor... x) {
        List<Storage> values = new ArrayList<>();
        values.add(f.apply(List.of(x)).storage());
        values.add(run(engine, f, List.of(x)));
        return values;
    }
}
