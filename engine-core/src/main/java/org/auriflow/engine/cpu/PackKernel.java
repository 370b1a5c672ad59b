package org.auriflow.engine.cpu;

import org.auriflow.engine.spi.Plan;

/** Copies the right factor of a product to panels. Rows are panels. */
final class PackKernel implements Kernel {
    private final Product product;
    private final int input;
    private final int bias;
    private final int output;
    private final int panels;

    PackKernel(Plan.Step step, Packing.Pack op) {
        this.product = op.product();
        this.input = step.inputs().get(0).memory();
        this.bias = step.inputs().size() == 2 ? step.inputs().get(1).memory() : -1;
        this.output = step.output();
        this.panels = step.type().shape().extent(0);
    }

    @Override
    public String name() {
        return "pack";
    }

    @Override
    public int rows() {
        return panels;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        VectorKernels vector = Vectorization.kernels();
        Object last = bias < 0 ? null : buffers[bias];
        if (buffers[input] instanceof float[] b) {
            vector.pack(product, b, 0, (float[]) last, (float[]) buffers[output], begin, end);
        } else {
            vector.pack(product, (double[]) buffers[input], 0, (double[]) last, (double[]) buffers[output], begin, end);
        }
    }
}
