package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Plan;

/** A row-wise operation as one kernel, a thread for each row. */
final class RowwiseCall implements Call {
    private final Plan.Step step;
    private final GeneratedKernels generated;
    private final String kernel;
    private final int rows;
    private final int threads;

    RowwiseCall(Plan.Step step, Backend backend, GeneratedKernels generated) {
        Rowwise body = (Rowwise) ((Fused) step.op()).body();
        this.step = step;
        this.generated = generated;
        this.rows = body.rows(step.type());
        RowwiseSource source = new RowwiseSource(body, step.type().dtype(), rows, backend);
        String label = step.op().name().replaceAll("[^a-z0-9]", "_");
        this.kernel = generated.add(source.text(), label, source.pointers(), source.blockSize());
        this.threads = source.blockSize();
    }

    @Override
    public String name() {
        return step.op().name();
    }

    @Override
    public void launch(Launches to) {
        if (rows > 0) {
            List<Object> arguments = new ArrayList<>();
            step.inputs().forEach(o -> arguments.add(to.address(o.memory())));
            arguments.add(to.address(step.output()));
            Grid grid = Grid.covering(rows, threads);
            to.kernel(generated.kernel(kernel), grid, arguments.toArray());
        }
    }
}
