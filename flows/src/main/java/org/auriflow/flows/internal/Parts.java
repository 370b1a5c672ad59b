package org.auriflow.flows.internal;

import org.auriflow.nn.Model;

/** Inner models of configurations. */
public final class Parts {
    private Parts() {}

    /** An inner model, which must be of the kind that an outer one needs. */
    public static <M extends Model> M part(Class<M> kind, String outer, Model inner) {
        if (!kind.isInstance(inner)) {
            throw new IllegalArgumentException(outer + ": configuration requires a " + kind.getSimpleName()
                    + " inside, got '" + inner.config().get("type") + "'; save it again");
        }
        return kind.cast(inner);
    }
}
