/** Transforms with tractable Jacobians, normalizing flows and manifold flows. */
module org.auriflow.flows {
    requires transitive org.auriflow.nn;

    exports org.auriflow.flows;
}
