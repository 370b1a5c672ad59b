package org.auriflow.engine.cpu;

import org.auriflow.engine.spi.Plan;

/** Copies the right factor of a product to panels. Rows are panels. */
final class PackKernel implements Kernel {
    private final Product product;
    private final int input;
    private final int output;
    private final int panels;

    PackKernel(Plan.Step step, Packing.Pack op) {
        this.product = op.product();
        this.input = step.inputs().get(0).memory();
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
        if (buffers[input] instanceof float[] b) {
            vector.pack(product, b, 0, (float[]) buffers[output], begin, end);
        } else {
            vector.pack(product, (double[]) buffers[input], 0, (double[]) buffers[output], begin, end);
        }
    }
}
