/** Simulators, mined gold, losses, estimators, posteriors and limits. */
module org.auriflow.inference {
    requires transitive org.auriflow.flows;
    requires commons.math3;
    requires de.siegmar.fastcsv;
}
