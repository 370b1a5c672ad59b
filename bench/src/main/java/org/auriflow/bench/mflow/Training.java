package org.auriflow.bench.mflow;

import java.util.Locale;
import org.auriflow.flows.manifold.TrainingScheme;

/** Training schemes by their names on the command line. */
public enum Training {
    LIKELIHOOD(TrainingScheme.LIKELIHOOD),
    S(TrainingScheme.SIMULTANEOUS),
    MD_SEQUENTIAL(TrainingScheme.SEQUENTIAL),
    MD_ALTERNATING(TrainingScheme.ALTERNATING),
    OT(TrainingScheme.TRANSPORT),
    OT_ALTERNATING(TrainingScheme.TRANSPORT_ALTERNATING);

    private final TrainingScheme scheme;

    Training(TrainingScheme scheme) {
        this.scheme = scheme;
    }

    /** What it does. */
    public TrainingScheme scheme() {
        return scheme;
    }

    /** As it is spelt on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
