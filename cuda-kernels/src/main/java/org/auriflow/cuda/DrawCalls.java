package org.auriflow.cuda;

import java.util.Locale;
import org.auriflow.engine.Philox;
import org.auriflow.engine.op.Draw;
import org.auriflow.engine.spi.Plan;

/** Launches of {@code philox.cu}: random draws whose counter is on the device. */
final class DrawCalls implements Call {
    private static final int NEGATIVE_COUNTER = 3;
    private static final int THREADS = 256;

    private final Kernel kernel;
    private final Grid grid;
    private final Draw draw;
    private final int counter;
    private final int output;

    private DrawCalls(Plan.Step s, Draw draw, Kernels kernels) {
        String name = draw.distribution().name().toLowerCase(Locale.ROOT);
        int each = 16 / draw.type().dtype().bytes();
        this.kernel = kernels.get("philox", draw.type().dtype(), name);
        // An empty draw is launched too: it checks the counter.
        this.grid = Grid.covering(Grid.blocks(draw.type().size(), each), THREADS);
        this.draw = draw;
        this.counter = s.inputs().get(0).memory();
        this.output = s.output();
    }

    /** The call for a draw, or null if the operation is another. */
    static Call of(Plan.Step s, Kernels kernels) {
        return s.op() instanceof Draw draw ? new DrawCalls(s, draw, kernels) : null;
    }

    /** The exception for a fault record, or null if another kernel wrote it. */
    static RuntimeException exception(int[] fault) {
        if (fault[0] != NEGATIVE_COUNTER) {
            return null;
        }
        try {
            Philox.uniform(new float[0], 0, 0, 0, 0, fault[1]);
            return new IllegalStateException(
                    "cuda: a draw reported counter " + fault[1] + "; the fault record is wrong");
        } catch (IllegalArgumentException e) {
            return e;
        }
    }

    @Override
    public String name() {
        return kernel.name();
    }

    @Override
    public void launch(Launches to) {
        to.kernel(
                kernel,
                grid,
                draw.type().size(),
                draw.seed(),
                draw.stream(),
                to.address(counter),
                to.address(output),
                to.fault());
    }
}
