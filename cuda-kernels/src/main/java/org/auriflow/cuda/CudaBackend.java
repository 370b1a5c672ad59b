package org.auriflow.cuda;

import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Buffer;
import org.auriflow.engine.spi.Plan;

/** One card: prebuilt kernels for structured operations, generated ones for chains of pointwise operations. */
final class CudaBackend implements Backend {
    private final Device device;
    private final Kernels kernels;

    CudaBackend(Device device) {
        this.device = device;
        this.kernels = new Kernels(device);
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public String describe() {
        DevicePool pool = device.pool();
        return device.exclusively(() -> device.name() + ": " + device.card() + "\nmemory: " + pool.used()
                + " bytes used, " + pool.mostUsed() + " at most, " + pool.held() + " held");
    }

    @Override
    public Buffer allocate(DType dtype, int size) {
        return new CudaBuffer(device, dtype, size, "a variable");
    }

    @Override
    public boolean hasKernel(Op op) {
        return CallChoice.has(op);
    }

    @Override
    public List<List<Plan.Group>> schedule(
            List<Plan.Step> steps, Set<Integer> kept, ToIntFunction<Plan.Memory> values) {
        return Chains.of(ProductFusion.of(steps, kept));
    }

    @Override
    public boolean aligned(Plan.Step step, int operand, int units) {
        return units == 1 || Chains.isElementwise(step, step.inputs().get(operand));
    }

    @Override
    public Executable compile(Plan plan) {
        return device.exclusively(() -> new CudaProgram(device, kernels, plan, this));
    }

    /** The device, for tests that count what is held. */
    Device device() {
        return device;
    }

    @Override
    public void close() {
        device.close();
    }
}
