package org.auriflow.cuda;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.spi.Plan;

/** Matrix products by our own kernels, with a bias and an activation on the way out: f(op(A) op(B) + bias). */
final class ProductCalls implements Call {
    /** In the order of their numbers in gemm.cuh, from 1. */
    private static final List<String> ACTIVATIONS = List.of("relu", "tanh", "sigmoid", "softplus");

    private static final int THREADS = 256;
    private static final int TRANSPOSE_A = 1;
    private static final int TRANSPOSE_B = 2;
    private static final int WIDE_A = 4;
    private static final int WIDE_B = 8;
    private static final int SWAPPED = 1;
    private static final int NARROW_ALONG = 2;
    private static final int WIDE = 4;

    private final ProductChoice.Sizes sizes;
    private final ProductChoice choice;
    private final BatchAxes batch;
    private final int a;
    private final int b;
    private final int bias;
    private final int activation;
    private final int output;
    private final String name;
    private final Kernel kernel;
    private final Kernel finish;

    private ProductCalls(ProductChoice.Sizes sizes, BatchAxes batch, int[] memory, int activation, Kernels kernels) {
        this.sizes = sizes;
        this.batch = batch;
        this.a = memory[0];
        this.b = memory[1];
        this.bias = memory[2];
        this.output = memory[3];
        this.activation = activation;
        this.choice = ProductChoice.of(sizes, kernels.tf32());
        this.name = name(sizes, choice, bias >= 0, activation);
        this.kernel = kernels.get(family(), sizes.type(), "gemm_" + label());
        this.finish = choice.parts() > 1 ? kernels.get("gemm", sizes.type(), "gemm_finish") : null;
    }

    /** The call of a plain product, or null for another operation. */
    static Call of(Plan.Step s, Kernels kernels) {
        return s.op() instanceof MatMul op
                ? of(op, s.inputs().get(0), s.inputs().get(1), null, null, s.type(), s.output(), kernels)
                : null;
    }

    /**
     * The call of a product with what follows it, or null if there is no kernel for that.
     *
     * @param bias n numbers that are added to every row, or null; may be broadcast already
     * @param activation name of the pointwise operation that comes last, or null
     */
    static Call of(
            MatMul op,
            Plan.Operand a,
            Plan.Operand b,
            Plan.Operand bias,
            String activation,
            TensorType result,
            int output,
            Kernels kernels) {
        int number = activation == null ? 0 : ACTIVATIONS.indexOf(activation) + 1;
        MatMul.Sizes s = op.sizes(a.type(), b.type());
        if (activation != null && number == 0) {
            return null;
        }
        int[] memory = {a.memory(), b.memory(), bias == null ? -1 : bias.memory(), output};
        Shape ofA = Matrices.batch(a.type().shape());
        Shape ofB = Matrices.batch(b.type().shape());
        boolean oneMatrix =
                !op.transposeA() && ofB.size() == 1 && ofA.size() == s.batch().size();
        BatchAxes axes = oneMatrix
                ? BatchAxes.of(Shape.SCALAR, Shape.SCALAR, 0, Shape.SCALAR, 0)
                : BatchAxes.of(s.batch(), ofA, s.m() * s.k(), ofB, s.k() * s.n());
        // One second operand for all: the first ones are then one tall matrix.
        int m = oneMatrix ? s.m() * s.batch().size() : s.m();
        ProductChoice.Sizes sizes = new ProductChoice.Sizes(
                result.dtype(), m, s.n(), s.k(), axes.count(), op.transposeA(), op.transposeB());
        return new ProductCalls(sizes, axes, memory, number, kernels);
    }

    /** For example {@code gemm 64x64 TN splitk 8 bias tanh} or {@code gemm tf32 128x128 NN}. */
    static String name(ProductChoice.Sizes s, ProductChoice choice, boolean bias, int activation) {
        return "gemm " + choice.version().label.replace('_', ' ') + " " + (s.transposeA() ? "T" : "N")
                + (s.transposeB() ? "T" : "N")
                + (choice.parts() > 1 ? " splitk " + choice.parts() : "") + (bias ? " bias" : "")
                + (activation > 0 ? " " + ACTIVATIONS.get(activation - 1) : "");
    }

    private String family() {
        return switch (choice.version()) {
            case LARGE -> "gemm_large";
            case TENSOR_MEDIUM, TENSOR_LARGE -> "gemm_tf32";
            case ROWS, COLUMNS -> "gemm_narrow";
            default -> "gemm";
        };
    }

    /** What comes after {@code gemm_} in the kernel's name. */
    private String label() {
        String label = choice.version().label;
        if (choice.version().hasForms()) {
            return label + "_" + (sizes.transposeA() ? "t" : "n") + (sizes.transposeB() ? "t" : "n");
        }
        return switch (choice.version()) {
            case ROWS, COLUMNS ->
                label + "_" + (sizes.narrowColumns() == 1 ? 1 : sizes.narrowColumns() <= 4 ? 4 : ProductChoice.NARROW);
            default -> label;
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long scratch() {
        return choice.parts() > 1
                ? choice.parts() * sizes.elements() * sizes.type().bytes()
                : 0;
    }

    @Override
    public void launch(Launches to) {
        if (sizes.elements() == 0) {
            return;
        }
        boolean divided = choice.parts() > 1;
        long biasAddress = bias < 0 ? 0 : to.address(bias);
        long target = divided ? to.scratch() : to.address(output);
        // The parts of a sum know neither bias nor activation.
        long biasNow = divided ? 0 : biasAddress;
        int activationNow = divided ? 0 : activation;
        switch (choice.version()) {
            case ELEMENT ->
                to.kernel(
                        kernel,
                        Grid.covering(sizes.elements(), THREADS),
                        sizes.m(),
                        sizes.n(),
                        sizes.k(),
                        form(),
                        (int) sizes.elements(),
                        batch.struct(),
                        to.address(a),
                        to.address(b),
                        biasNow,
                        activationNow,
                        target);
            case ROWS, COLUMNS -> narrow(to, biasNow, activationNow, target);
            default ->
                to.kernel(
                        kernel,
                        tiles(),
                        sizes.m(),
                        sizes.n(),
                        sizes.k(),
                        form(),
                        choice.parts(),
                        choice.share(),
                        batch.struct(),
                        to.address(a),
                        to.address(b),
                        biasNow,
                        activationNow,
                        target);
        }
        if (divided) {
            to.kernel(
                    finish,
                    Grid.covering(sizes.elements(), THREADS),
                    sizes.m() * sizes.n(),
                    sizes.n(),
                    choice.parts(),
                    (int) sizes.elements(),
                    target,
                    biasAddress,
                    activation,
                    to.address(output));
        }
    }

    private Grid tiles() {
        ProductChoice.Version v = choice.version();
        long tiles = (long) Grid.blocks(sizes.m(), v.rows) * Grid.blocks(sizes.n(), v.columns);
        int threads = v.rows == 64 ? 128 : THREADS;
        return Grid.of(Math.toIntExact(tiles * sizes.products() * choice.parts()), threads);
    }

    private void narrow(Launches to, long biasNow, int activationNow, long target) {
        boolean inB = sizes.narrowB();
        boolean rows = choice.version() == ProductChoice.Version.ROWS;
        boolean wide = (long) sizes.k() * sizes.type().bytes() % 16 == 0;
        int form = (inB ? 0 : SWAPPED) | (sizes.narrowAlong() ? NARROW_ALONG : 0) | (wide ? WIDE : 0);
        int results = Math.multiplyExact(sizes.products(), choice.parts());
        // Four rows for each warp of 128 threads, or one for each thread of a warp.
        Grid grid = rows
                ? Grid.covering((long) results * Grid.blocks(sizes.longRows(), 4) * 32, 128)
                : Grid.of(Math.multiplyExact(results, Grid.blocks(sizes.longRows(), 32)), THREADS);
        to.kernel(
                kernel,
                grid,
                sizes.longRows(),
                sizes.narrowColumns(),
                sizes.k(),
                form,
                choice.parts(),
                choice.share(),
                results,
                (inB ? batch : batch.swapped()).struct(),
                to.address(inB ? a : b),
                to.address(inB ? b : a),
                biasNow,
                activationNow,
                target);
    }

    private int form() {
        return (sizes.transposeA() ? TRANSPOSE_A : 0)
                | (sizes.transposeB() ? TRANSPOSE_B : 0)
                | (sizes.alignedA() ? WIDE_A : 0)
                | (sizes.alignedB() ? WIDE_B : 0);
    }
}
