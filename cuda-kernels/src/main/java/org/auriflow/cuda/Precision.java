package org.auriflow.cuda;

/** How float32 products may be computed, as the user says: true float32 unless TF32 is asked for. */
final class Precision {
    /**
     * System property: {@code tf32} lets float32 products round their factors to 11 significant bits where tensor cores then
     * make them faster.
     */
    static final String PROPERTY = "auriflow.cuda.precision";

    private Precision() {}

    static boolean isTf32() {
        return "tf32".equals(System.getProperty(PROPERTY));
    }
}
