package org.auriflow.cuda;

import org.auriflow.engine.DType;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.spi.Plan;

/** A matrix product by cuBLAS. */
final class CublasCall implements Call {
    /** System property: {@code off}, {@code on} for all products, or without it for large ones. */
    static final String PROPERTY = "auriflow.cuda.cublas";

    /** Multiplications from which on the library's kernels are tried; below, a launch with our epilogue is cheaper. */
    private static final long LARGE = 1L << 27;

    private final Problem problem;
    private final Plan.Step step;

    /** Sizes of one product, or of {@code count} of them whose operands lie {@code stepA} and {@code stepB} apart. */
    record Problem(
            DType dtype,
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            long stepA,
            long stepB,
            int count) {}

    private CublasCall(Plan.Step step, Problem problem) {
        this.step = step;
        this.problem = problem;
    }

    /** The call of a product, or null where the library is not there, not worth it or cannot do it. */
    static Call of(Plan.Step s) {
        if (!(s.op() instanceof MatMul op) || s.type().size() == 0) {
            return null;
        }
        MatMul.Sizes sizes =
                op.sizes(s.inputs().get(0).type(), s.inputs().get(1).type());
        if (sizes.k() == 0 || !isWanted((long) s.type().size() * sizes.k())) {
            return null;
        }
        int count = sizes.batch().size();
        long a = step(s.inputs().get(0), count);
        long b = step(s.inputs().get(1), count);
        boolean regular = a >= 0 && b >= 0;
        return regular && Cublas.isAvailable()
                ? new CublasCall(
                        s,
                        new Problem(
                                s.type().dtype(),
                                op.transposeA(),
                                op.transposeB(),
                                sizes.m(),
                                sizes.n(),
                                sizes.k(),
                                a,
                                b,
                                count))
                : null;
    }

    private static boolean isWanted(long work) {
        String choice = System.getProperty(PROPERTY, "");
        return choice.equals("on") || (!choice.equals("off") && work >= LARGE);
    }

    /** Elements between the matrices of an operand, or −1 where they are not evenly spaced. */
    private static long step(Plan.Operand o, int count) {
        int rank = o.type().shape().rank();
        int matrix = o.type().shape().extent(-1) * o.type().shape().extent(-2);
        int own = o.type().shape().range(0, rank - 2).size();
        return own == count ? matrix : own == 1 ? 0 : -1;
    }

    @Override
    public String name() {
        return "cublas gemm";
    }

    @Override
    public void launch(Launches to) {
        to.cublas(
                problem,
                to.address(step.inputs().get(0).memory()),
                to.address(step.inputs().get(1).memory()),
                to.address(step.output()));
    }
}
