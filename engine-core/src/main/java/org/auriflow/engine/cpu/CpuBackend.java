package org.auriflow.engine.cpu;

import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
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
    private final KernelFamily family;
    private final Division division;

    /**
     * A backend with its own bounded pool and the kernels that the system property {@code auriflow.cpu.kernels} names:
     * {@code simd}, {@code plain} or {@code ejml}. Without it SIMD where there is SIMD, else plain loops.
     *
     * @param threads how many may compute at once, the caller's included
     * @throws IllegalArgumentException if the number is not positive or there are no such kernels
     */
    public CpuBackend(int threads) {
        this(threads, KernelFamily.chosen());
    }

    /** A backend with kernels of a family. */
    CpuBackend(int threads, KernelFamily family) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: requires at least 1, got " + threads + "; use 1 for no pool");
        }
        this.workers = new Workers(threads);
        this.family = family;
        this.division = Division.of(threads);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String describe() {
        boolean off = Vectorization.enabled() && family != KernelFamily.SIMD;
        return "cpu: " + workers.threads() + " threads\nsimd: " + (family == KernelFamily.SIMD ? "on, " : "off, ")
                + (off ? "by -D" + KernelFamily.PROPERTY : Vectorization.reason()) + "\nproducts: "
                + family.products();
    }

    @Override
    public Buffer allocate(DType dtype, int size) {
        return new CpuBuffer(Storage.allocate(dtype, size));
    }

    @Override
    public boolean hasKernel(Op op) {
        return !(op instanceof Fused f) || KernelChoice.has(f);
    }

    @Override
    public List<List<Plan.Group>> schedule(
            List<Plan.Step> steps, Set<Integer> kept, ToIntFunction<Plan.Memory> values) {
        Partials partials = new Partials(values);
        List<Plan.Step> fused = new Fusion(family).of(steps, kept);
        List<Plan.Step> divided = partials.of(new ConvolutionSteps(values).of(fused));
        List<List<Plan.Group>> phases =
                new Schedule(new Packing(family, values).of(divided, kept), partials.parts(), family).phases();
        return division.threads() > 1 ? new LocalPanels(values).of(phases) : Alone.of(phases, kept, division);
    }

    @Override
    public boolean aligned(Plan.Step step, int operand, int units) {
        return units == 1 || KernelChoice.of(step, family).aligned(operand, units);
    }

    @Override
    public Executable compile(Plan plan) {
        return new Compiled(
                plan, plan.steps().stream().map(s -> KernelChoice.of(s, family)).toList());
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
            return new CpuExecution(plan, kernels, workers, division);
        }

        @Override
        public List<String> kernels() {
            return kernels.stream().map(Kernel::name).toList();
        }
    }
}
