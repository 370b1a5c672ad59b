package org.auriflow.engine.cpu;

import java.util.Locale;
import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/** Which kernels the processor runs; a backend chooses one family when it is opened. */
enum KernelFamily {
    /** Vector loops, and products in register tiles. */
    SIMD("in SIMD register tiles"),
    /** Loops that the JIT vectorises where it can. */
    PLAIN("in plain loops"),
    /** Plain loops, with products by EJML in float64 on copies: slower, and a yardstick that owes us nothing. */
    EJML("by EJML in float64, on copies");

    /** System property that chooses: simd, plain or ejml. Without it SIMD where there is SIMD, else plain loops. */
    static final String PROPERTY = "auriflow.cpu.kernels";

    private final String products;

    KernelFamily(String products) {
        this.products = products;
    }

    /** How matrix products are computed, for reports. */
    String products() {
        return products;
    }

    /** The pointwise loop of an operation, or null; all families give the same bits. */
    Loop loop(String op, DType in, DType out) {
        return this == SIMD ? Loops.find(op, in, out) : Loops.scalar(op, in, out);
    }

    /** The loop of a pointwise call, or null; a condition comes before the operands that have the dtype of the loop. */
    Loop loop(Plan.Step s) {
        DType in = s.inputs().get(s.inputs().size() - 1).type().dtype();
        return loop(s.op().name(), in, s.type().dtype());
    }

    /**
     * The family that the system property names.
     *
     * @throws IllegalArgumentException if there is no such family, or it is SIMD and there is none
     */
    static KernelFamily chosen() {
        String name = System.getProperty(PROPERTY);
        if (name == null) {
            return Vectorization.enabled() ? SIMD : PLAIN;
        }
        for (KernelFamily family : values()) {
            if (family.name().toLowerCase(Locale.ROOT).equals(name)) {
                if (family == SIMD && !Vectorization.enabled()) {
                    throw new IllegalArgumentException(PROPERTY + ": simd requires vectors, got none because "
                            + Vectorization.reason() + "; or leave the property out");
                }
                return family;
            }
        }
        throw new IllegalArgumentException(
                PROPERTY + ": requires simd, plain or ejml, got '" + name + "'; leave it out for the fastest");
    }
}
