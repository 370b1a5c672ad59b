package org.auriflow.bench.report;

import java.util.List;

/**
 * Every column of a table against every other one.
 *
 * @param id file name without its ending
 * @param title what it shows
 * @param caption how to read it
 * @param rows lower triangle: row i has i + 1 panels, of which the last shows how column i is distributed, without a
 *     vertical scale; panels in one column have one horizontal axis, and all but the last in one row one vertical axis
 */
public record PairPlot(String id, String title, String caption, List<List<Panel>> rows) implements Exhibit {
    /** Space between panels. */
    static final int GAP = 14;

    /** Copies the rows. */
    public PairPlot {
        rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public List<Layer> legend() {
        return rows.get(0).get(0).layers();
    }

    /** The side of a panel in the layout of a page: few are larger. */
    int side() {
        return Math.max(138, Math.min(300, 880 / (rows.size() + 1)));
    }

    /** Length of all panels in a row or column of a triangle with panels of this side. */
    int extent(int side) {
        return rows.size() * (side + GAP) - GAP;
    }
}
