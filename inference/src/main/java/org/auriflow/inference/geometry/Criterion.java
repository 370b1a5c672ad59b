package org.auriflow.inference.geometry;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.special.Gamma;

/** One number for how good a design of a measurement is; larger is better. */
public enum Criterion {
    /** (det I)^(1/P), the geometric mean of the eigenvalues (D-optimality). */
    DETERMINANT {
        @Override
        double ofPositive(FisherInformation information) {
            return Math.exp(information.positive("determinant").logDeterminant() / information.dimension());
        }
    },
    /** tr I; also where single parameters are not constrained. */
    TRACE {
        @Override
        public double of(FisherInformation information) {
            return Arrays.stream(information.eigenvalues()).sum();
        }

        @Override
        double ofPositive(FisherInformation information) {
            return of(information);
        }
    },
    /** 1/V, V the volume of the ellipsoid at distance 1: V = π^(P/2)/Γ(P/2 + 1)/√det I. */
    VOLUME {
        @Override
        double ofPositive(FisherInformation information) {
            double half = information.dimension() / 2.0;
            double logUnit = half * Math.log(Math.PI) - Gamma.logGamma(half + 1);
            return Math.exp(information.positive("volume").logDeterminant() / 2 - logUnit);
        }
    },
    /** 1/tr I⁻¹, by the sum of the variances of all parameters (A-optimality). */
    VARIANCE {
        @Override
        double ofPositive(FisherInformation information) {
            return 1 / new Array2DRowRealMatrix(information.covariance()).getTrace();
        }
    };

    abstract double ofPositive(FisherInformation information);

    /** The number; 0 where the information leaves a direction unconstrained. */
    public double of(FisherInformation information) {
        try {
            return ofPositive(information);
        } catch (IllegalArgumentException singular) {
            return 0;
        }
    }

    /** The names of designs, the best first. */
    public List<String> rank(Map<String, FisherInformation> designs) {
        return designs.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, FisherInformation> d) -> -of(d.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }
}
