package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Buffer;
import org.auriflow.engine.spi.Plan;

/** The processor: SIMD where the incubator module is there, plain loops and EJML elsewhere. */
public final class CpuBackend implements Backend {
    private final Workers workers;

    /**
     * A backend with its own bounded pool.
     *
     * @param threads how many may compute at once, the caller's included
     */
    public CpuBackend(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: requires at least 1, got " + threads + "; use 1 for no pool");
        }
        this.workers = new Workers(threads);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String describe() {
        return "cpu: " + workers.threads() + " threads\nsimd: " + (Vectorization.enabled() ? "on, " : "off, ")
                + Vectorization.reason();
    }

    @Override
    public Buffer allocate(DType dtype, int size) {
        return new CpuBuffer(Storage.allocate(dtype, size));
    }

    @Override
    public boolean hasKernel(Op op) {
        return !(op instanceof Fused);
    }

    @Override
    public Executable compile(Plan plan) {
        List<Kernel> kernels = new ArrayList<>();
        for (Plan.Step s : plan.steps()) {
            kernels.add(KernelChoice.of(s));
        }
        return new Compiled(plan, List.copyOf(kernels));
    }

    @Override
    public void close() {
        workers.close();
    }

    private final class Compiled implements Executable {
        private final Plan plan;
        private final List<Kernel> kernels;

        Compiled(Plan plan, List<Kernel> kernels) {
            this.plan = plan;
            this.kernels = kernels;
        }

        @Override
        public Execution open() {
            return new CpuExecution(plan, kernels, workers);
        }

        @Override
        public List<String> kernels() {
            return kernels.stream().map(Kernel::name).toList();
        }
    }
}
