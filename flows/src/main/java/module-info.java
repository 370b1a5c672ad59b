/** Transforms with tractable Jacobians, normalizing flows and manifold flows. */
@SuppressWarnings("module") // Inference is compiled later.
module org.auriflow.flows {
    requires transitive org.auriflow.nn;
    requires commons.math3;

    exports org.auriflow.flows;
    exports org.auriflow.flows.continuous;
    exports org.auriflow.flows.distribution;
    exports org.auriflow.flows.elementwise;
    exports org.auriflow.flows.image;
    exports org.auriflow.flows.internal to
            org.auriflow.inference;
    exports org.auriflow.flows.manifold;
    exports org.auriflow.flows.transform;
}
