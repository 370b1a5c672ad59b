package org.auriflow.inference.external;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.inference.simulator.Prior;

/**
 * Which runs to make.
 *
 * @param seed of all random numbers
 * @param theta0 where θ, or θ0, comes from
 * @param theta1 where θ1 comes from, or null for runs with one θ
 */
record SimulationPlan(long seed, Prior theta0, Prior theta1) {
    boolean isRatio() {
        return theta1 != null;
    }

    /** What a file must have been made with to be resumed. */
    Map<String, String> about(String simulator) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("simulator", simulator);
        about.put("seed", Long.toString(seed));
        about.put(isRatio() ? "theta0" : "theta", text(theta0));
        if (isRatio()) {
            about.put("theta1", text(theta1));
        }
        return about;
    }

    /** Without the address that differs from process to process where a prior has no text of its own. */
    private static String text(Prior prior) {
        return prior.toString().replaceFirst("@[0-9a-f]+$", "");
    }
}
