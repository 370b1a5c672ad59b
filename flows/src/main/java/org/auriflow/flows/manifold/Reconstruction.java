package org.auriflow.flows.manifold;

import org.auriflow.engine.Tensor;

/** What the manifold phase minimises, of the differences between points and their projections. */
public enum Reconstruction {
    /** Mean of squares. */
    SQUARED {
        @Override
        Tensor of(Tensor difference) {
            return difference.mul(difference);
        }
    },
    /** Mean of absolute values; indifferent to single outliers. */
    ABSOLUTE {
        @Override
        Tensor of(Tensor difference) {
            return difference.abs();
        }
    },
    /** r² where |r| ≤ 1 and 2|r| − 1 beyond: twice the function of P. J. Huber (1964), so that small differences count as squared. */
    HUBER {
        @Override
        Tensor of(Tensor difference) {
            Tensor r = difference.abs();
            Tensor c = r.clip(0, 1);
            return c.mul(r.mul(2).sub(c));
        }
    };

    abstract Tensor of(Tensor difference);

    /** Mean over rows and components. */
    public Tensor loss(Tensor x, Tensor projected) {
        return of(projected.sub(x)).mean();
    }
}
