/** Simulators, mined gold, losses, estimators, posteriors and limits. */
module org.auriflow.inference {
    requires transitive org.auriflow.flows;
    requires commons.math3;
    requires de.siegmar.fastcsv;

    exports org.auriflow.inference.comparison;
    exports org.auriflow.inference.data;
    exports org.auriflow.inference.diagnostics;
    exports org.auriflow.inference.estimator;
    exports org.auriflow.inference.external;
    exports org.auriflow.inference.geometry;
    exports org.auriflow.inference.limits;
    exports org.auriflow.inference.loss;
    exports org.auriflow.inference.manifold;
    exports org.auriflow.inference.posterior;
    exports org.auriflow.inference.simulator;
    exports org.auriflow.inference.statistics;
}
