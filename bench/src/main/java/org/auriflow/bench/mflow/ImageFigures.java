package org.auriflow.bench.mflow;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Mosaic;
import org.auriflow.bench.report.Thinning;

/** The figures of an experiment whose points are images. */
final class ImageFigures {
    private static final int COLUMNS = 8;
    private static final int PICTURES = 48;

    /** Half of them held out, half outliers. */
    private static final int PAIRS = 32;

    /** The longest side of a grid of latent variables that is shown whole. */
    private static final int GRID = 13;

    private ImageFigures() {}

    static List<Mosaic> of(MflowResult result) {
        Pictures pictures = new Pictures(result.imageShape(), result.data());
        List<Mosaic> figures = new ArrayList<>();
        figures.add(pictures.grid(
                "data",
                "Data",
                "Images of the data that were held out of training.",
                result.data(),
                rows(result.data(), PICTURES),
                COLUMNS));
        if (MflowFigures.size(result.samples()) > 0) {
            figures.add(pictures.grid(
                    "samples",
                    "Samples of the model",
                    "Images drawn from the model after training.",
                    result.samples(),
                    rows(result.samples(), PICTURES),
                    COLUMNS));
        }
        int size = MflowFigures.size(result.surface());
        if (size > 0) {
            int side = (int) Math.round(Math.sqrt(size));
            boolean whole = side * side == size && side <= GRID;
            figures.add(pictures.grid(
                    "surface",
                    "Learned manifold",
                    "Images of a grid of latent variables.",
                    result.surface(),
                    rows(result.surface(), whole ? size : PICTURES),
                    whole ? side : COLUMNS));
        }
        int half = MflowFigures.size(result.projections()) / 2;
        if (half > 0) {
            figures.add(pictures.grid(
                    "projections",
                    "Projections",
                    "Held-out images, then outliers; under each, where the model projects it to.",
                    result.projections(),
                    pairs(half),
                    Math.min(COLUMNS, half)));
        }
        return figures;
    }

    private static int[] rows(Cloud cloud, int most) {
        return Thinning.of(cloud.size(), most).toArray();
    }

    /** Whole rows of points, each with a row of their projections under it. */
    private static int[] pairs(int half) {
        int[] points = Thinning.of(half, PAIRS).toArray();
        int columns = Math.min(COLUMNS, half);
        return IntStream.range(0, points.length / columns)
                .flatMap(row -> IntStream.range(0, 2 * columns)
                        .map(i -> points[row * columns + i % columns] + i / columns * half))
                .toArray();
    }
}
