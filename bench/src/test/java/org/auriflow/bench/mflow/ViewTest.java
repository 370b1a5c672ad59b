package org.auriflow.bench.mflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.auriflow.bench.report.Mosaic;
import org.junit.jupiter.api.Test;

final class ViewTest {
    @Test
    void twoColumnsAreSeenAsTheyAre() {
        Cloud cloud = new Cloud(new float[] {1, 2, 3, 4}, 2, new float[] {5, 6});
        View.Seen seen = View.of(cloud).see(cloud);
        assertEquals(List.of(1.0, 3.0), seen.x());
        assertEquals(List.of(2.0, 4.0), seen.y());
        assertEquals(List.of(5.0, 6.0), seen.values());
    }

    @Test
    void spaceIsTurnedWithoutStretchingAndDrawnFromTheBack() {
        Random random = new Random(1);
        float[] x = new float[300];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        Cloud cloud = Cloud.of(x, 3);
        View view = View.of(cloud);
        double[] first = view.project(View.row(cloud, 0));
        double[] second = view.project(View.row(cloud, 1));
        double[] a = View.row(cloud, 0);
        double[] b = View.row(cloud, 1);
        assertEquals(distance(a, b), distance(first, second), 1e-9);
        double[] above = view.project(new double[] {0, 0, 1});
        double[] below = view.project(new double[] {0, 0, -1});
        assertTrue(above[1] > below[1] && above[2] > below[2], "the eye is above");
        View.Seen seen = view.see(cloud);
        double nearest = Double.NEGATIVE_INFINITY;
        double x0 = 0;
        for (int row = 0; row < cloud.size(); row++) {
            double[] at = view.project(View.row(cloud, row));
            x0 = at[2] > nearest ? at[0] : x0;
            nearest = Math.max(nearest, at[2]);
        }
        assertEquals(x0, seen.x().get(99));
    }

    @Test
    void manyColumnsAreSeenAlongTheirLargestVariance() {
        Random random = new Random(2);
        float[] x = new float[5 * 2000];
        for (int row = 0; row < 2000; row++) {
            double large = 3 * random.nextGaussian();
            double small = random.nextGaussian();
            x[5 * row + 1] = (float) (7 + 0.6 * large - 0.8 * small);
            x[5 * row + 3] = (float) (0.8 * large + 0.6 * small);
        }
        PrincipalComponents components = PrincipalComponents.of(Cloud.of(x, 5));
        assertArrayEquals(new double[] {0, 0.6, 0, 0.8, 0}, components.directions()[0], 0.02);
        assertArrayEquals(new double[] {0, 0.8, 0, -0.6, 0}, components.directions()[1], 0.02);
        assertArrayEquals(new double[] {0.9, 0.1}, components.shares(), 0.01);
    }

    @Test
    void picturesLieInRowsWithTheRangeOfTheData() {
        Cloud data = Cloud.of(new float[] {0, 1, 2, 4, 4, 4, 0, 2}, 2);
        Pictures pictures = new Pictures(new int[] {1, 1, 2}, data);
        int gap = 0x6E7781;
        Mosaic grid = pictures.grid("id", "", "", data, new int[] {0, 1, 3}, 2);
        assertArrayEquals(
                new int[] {
                    0x000000, 0x404040, gap, 0x808080, 0xFFFFFF, gap, gap, gap, gap, gap, 0x000000, 0x808080, gap, gap,
                    gap
                },
                grid.rgb());
        Pictures coloured = new Pictures(new int[] {3, 1, 1}, Cloud.of(new float[] {0, 0.4f, 1}, 3));
        Mosaic one = coloured.grid("id", "", "", Cloud.of(new float[] {0, 0.4f, 1}, 3), new int[] {0}, 1);
        assertArrayEquals(new int[] {0x0066FF}, one.rgb());
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
