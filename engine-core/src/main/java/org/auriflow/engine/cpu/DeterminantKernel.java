package org.auriflow.engine.cpu;

import org.auriflow.engine.op.Determinant;
import org.auriflow.engine.spi.Plan;

/** Determinants of a batch, read off packed LU factors. Rows are matrices. */
final class DeterminantKernel implements Kernel {
    private static final double LN2 = StrictMath.log(2);

    private final int factors;
    private final int output;
    private final int n;
    private final int batch;
    private final Determinant op;

    DeterminantKernel(Plan.Step step, Determinant op) {
        this.factors = step.inputs().get(1).memory();
        this.output = step.output();
        this.n = step.inputs().get(0).type().shape().extent(-1);
        this.batch = step.type().size();
        this.op = op;
    }

    @Override
    public String name() {
        return op.name();
    }

    @Override
    public int rows() {
        return batch;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        int packed = (n + 1) * n;
        double[] f = scratch.doubles(0, packed + 1);
        for (int q = begin; q < end; q++) {
            MatrixLanes.load(buffers[factors], q * packed, packed, f, 0, 1);
            f[packed] = op.part() == Determinant.Part.LOG_ABSOLUTE ? logarithm(f) : product(f);
            MatrixLanes.store(f, packed, 1, buffers[output], q, 1);
        }
    }

    private double product(double[] f) {
        double value = 1;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                value = f[n * n + k] > f[n * n + i] ? -value : value;
            }
        }
        for (int i = 0; i < n; i++) {
            double d = f[i * n + i];
            value *= op.part() == Determinant.Part.VALUE ? d : Math.signum(d);
        }
        return value;
    }

    /** One logarithm of the product of mantissas in place of n. */
    private double logarithm(double[] f) {
        double mantissas = 1;
        long exponents = 0;
        for (int i = 0; i < n; i++) {
            double d = Math.abs(f[i * n + i]);
            if (!(d >= Double.MIN_NORMAL && d <= Double.MAX_VALUE)) {
                return sumOfLogarithms(f);
            }
            int e = Math.getExponent(d);
            mantissas *= Math.scalb(d, -e);
            exponents += e;
            if (mantissas >= 2) {
                mantissas *= 0.5;
                exponents++;
            }
        }
        return StrictMath.log(mantissas) + exponents * LN2;
    }

    /** For zeros, infinities, NaN and subnormal numbers. */
    private double sumOfLogarithms(double[] f) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += StrictMath.log(Math.abs(f[i * n + i]));
        }
        return sum;
    }
}
