package org.auriflow.bench.report;

/**
 * The colours of the figures by meaning, from the palette of Okabe and Ito, which people with any colour vision can tell
 * apart, with lighter tones on a dark ground.
 */
public enum Ink {
    EXACT("exact", 0x1F2328, 0xF0F3F6),
    CALIBRATED("calibrated", 0x0072B2, 0x56B4E9),
    RAW("raw", 0xD55E00, 0xF39B53),
    DATA("data", 0x0072B2, 0x56B4E9),
    SAMPLES("samples", 0xD55E00, 0xF39B53),
    TRUTH("truth", 0x009E73, 0x3DD6A8),
    QUIET("quiet", 0x6E7781, 0x9AA4AF),
    AREA("area", 0xDCE1E7, 0x343C46),
    /** Within one and two standard deviations, as is the custom for expected limits. */
    ONE_SIGMA("one-sigma", 0x6CC08B, 0x2C7A4B),
    TWO_SIGMA("two-sigma", 0xF5E27A, 0x8A7A1F);

    private final String css;
    private final int light;
    private final int dark;

    Ink(String css, int light, int dark) {
        this.css = css;
        this.light = light;
        this.dark = dark;
    }

    /** The name of the CSS variable, without dashes. */
    String css() {
        return css;
    }

    /** RGB on a white ground. */
    int light() {
        return light;
    }

    /** RGB on a dark ground. */
    int dark() {
        return dark;
    }
}
