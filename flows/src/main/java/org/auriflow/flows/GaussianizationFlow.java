package org.auriflow.flows;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.MixtureGaussianization;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.ElementwiseTransform;
import org.auriflow.flows.transform.Householder;
import org.auriflow.flows.transform.Standardise;

/**
 * Gaussianization flow (C. Meng, Y. Song, J. Song and S. Ermon, 2003.01941): learned maps of single features that make each of them normal, with learned
 * rotations between.
 *
 * <p>There is no network: each feature of each layer has a {@link MixtureGaussianization} of its own, each rotation a {@link Householder} of as many
 * reflections as features. Densities evaluate the functions; samples invert them, by some thirty evaluations each. A rotation after the last layer
 * would not change the density and is left out. All begins close to the identity for standardised data; nothing is
 * initialised from data. Put a {@link Standardise} first where they have other units.
 *
 * <p>By default 6 layers of 8 components.
 */
public final class GaussianizationFlow {
    /** More layers than any flow has. */
    private static final long SEEDS = 1 << 20;

    private GaussianizationFlow() {}

    /** Begins a flow on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private int layers = 6;
        private int components = 8;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Width d of the rows. */
        public Builder width(int d) {
            width = d;
            return this;
        }

        /** Number of layers. */
        public Builder layers(int n) {
            layers = n;
            return this;
        }

        /** Logistic distributions K in the mixture of every feature. */
        public Builder components(int k) {
            components = k;
            return this;
        }

        /** Type of parameters and rows; float32 by default. */
        public Builder dtype(DType d) {
            dtype = d;
            return this;
        }

        /** Fixes the initial mixtures; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /**
         * The transform alone.
         *
         * @throws IllegalArgumentException if the width is missing or a number not positive
         */
        public Transform transform() {
            if (width < 1 || layers < 1) {
                throw new IllegalArgumentException("gaussianization flow: requires a width and a layer, got width "
                        + width + " and " + layers + " layers; set them");
            }
            Elementwise mixture = new MixtureGaussianization(components);
            List<Transform> parts = new ArrayList<>();
            for (int k = 0; k < layers; k++) {
                if (k > 0 && width > 1) {
                    parts.add(Householder.of(engine, width, width, dtype));
                }
                parts.add(ElementwiseTransform.of(engine, mixture, width, dtype, seed * SEEDS + k));
            }
            return Composite.of(parts);
        }

        /**
         * The flow on standard normals.
         *
         * @throws IllegalArgumentException if the width is missing or a number not positive
         */
        public Flow build() {
            return Flow.of(transform(), new StandardNormal(width, dtype));
        }
    }
}
