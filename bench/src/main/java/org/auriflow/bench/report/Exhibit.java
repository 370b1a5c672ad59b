package org.auriflow.bench.report;

import java.util.List;

/** Something to look at, independent of how it is drawn: a card of the page and a PNG file. */
public sealed interface Exhibit permits Figure, PairPlot, Mosaic {
    /** File name without its ending. */
    String id();

    /** What it shows. */
    String title();

    /** How to read it. */
    String caption();

    /** Layers whose names and colours the legend explains. */
    List<Layer> legend();
}
