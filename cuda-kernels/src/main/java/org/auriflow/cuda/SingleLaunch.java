package org.auriflow.cuda;

import org.auriflow.engine.spi.Plan;

/** A call of one kernel, whose last arguments are the addresses of operands and result; nothing for an empty result. */
final class SingleLaunch implements Call {
    private final Kernel kernel;
    private final Grid grid;
    private final int[] inputs;
    private final int output;
    private final boolean empty;
    private final boolean faults;
    private final Object[] parameters;

    /**
     * A call.
     *
     * @param faults whether the address of the fault record follows
     * @param parameters first arguments of the kernel
     */
    SingleLaunch(Plan.Step s, Kernel kernel, Grid grid, boolean faults, Object... parameters) {
        this.kernel = kernel;
        this.grid = grid;
        this.inputs = s.inputs().stream().mapToInt(Plan.Operand::memory).toArray();
        this.output = s.output();
        this.empty = s.type().size() == 0;
        this.faults = faults;
        this.parameters = parameters;
    }

    @Override
    public String name() {
        return kernel.name();
    }

    @Override
    public void launch(Launches to) {
        if (empty) {
            return;
        }
        Object[] all = new Object[parameters.length + inputs.length + (faults ? 2 : 1)];
        System.arraycopy(parameters, 0, all, 0, parameters.length);
        int at = parameters.length;
        for (int input : inputs) {
            all[at++] = to.address(input);
        }
        all[at++] = to.address(output);
        if (faults) {
            all[at] = to.fault();
        }
        to.kernel(kernel, grid, all);
    }
}
