import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes the register tiles of matrix products, of which there are too many alike, at build time.
 *
 * <p>Run as {@code java GenerateGemm.java OUTPUT-DIRECTORY}. A tile is a method for a fixed number of rows and vectors, with
 * every accumulator a local variable, since an array of vectors is not kept in registers. A tile of more than some 20
 * accumulators is more than the JIT inlines in one method at times, and then ten times slower. Rows of the right factor are a
 * constant apart, and so are elements of a row of the left one: only then does the JIT check the range of indices before the
 * loop instead of at every load, which takes as many instructions as the arithmetic.
 */
final class GenerateGemm {
    private static final int VECTORS = 4;

    /** How the left factor lies: the elements of a row side by side, or those of a column, which are copied so. */
    private enum Left {
        ROWS,
        COLUMNS
    }

    /** What happens to the sums before they are stored: nothing, a row of the panel is added, or what C holds. */
    private enum End {
        SET,
        BIAS,
        ADD
    }

    private GenerateGemm() {}

    /** Rows of tiles of so many vectors: additions to one accumulator wait for each other, so that it takes eight of them. */
    private static int[] rows(int vectors) {
        return vectors <= 2 ? new int[] {8, 4, 2, 1} : new int[] {4, 2, 1};
    }

    public static void main(String[] args) throws IOException {
        Path simd = Path.of(args[0], "org", "auriflow", "engine", "cpu", "simd");
        write(simd.resolve("FloatTiles.java"), tiles());
        write(
                simd.resolve("DoubleTiles.java"),
                tiles().replace("Float", "Double").replace("float", "double").replace("double32", "float64"));
    }

    /** Leaves an unchanged file alone, so that nothing is compiled again for it. */
    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    private static String tiles() {
        StringBuilder s = new StringBuilder(
                """
                package org.auriflow.engine.cpu.simd;

                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorSpecies;

                /** Register tiles of float32 products; written by GenerateGemm.java, change that. */
                final class FloatTiles {
                    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
                    static final int LANES = SPECIES.length();

                    /** Elements of a column of A that lie side by side where they are copied. */
                    static final int GROUP = 8;

                    private static final int WIDTH1 = LANES;
                    private static final int WIDTH2 = 2 * LANES;
                    private static final int WIDTH3 = 3 * LANES;
                    private static final int WIDTH4 = 4 * LANES;
                    private static final Class<?> VECTOR = FloatVector.zero(SPECIES).getClass();

                    private FloatTiles() {}
                """);
        choice(s);
        for (int vectors = 1; vectors <= VECTORS; vectors++) {
            for (int rows : rows(vectors)) {
                for (Left left : Left.values()) {
                    for (End end : End.values()) {
                        tile(s, rows, vectors, left, end);
                    }
                }
            }
        }
        for (int vectors = 1; vectors <= VECTORS; vectors++) {
            transpose(s, vectors);
        }
        return s.append("}\n").toString();
    }

    private static String name(int rows, int vectors, Left left, End end) {
        return end.name().toLowerCase(Locale.ROOT) + rows + "x" + vectors + (left == Left.ROWS ? "" : "Columns");
    }

    private static void choice(StringBuilder s) {
        s.append(
                """

                    /** Rows of the highest tile of so many vectors; eight by two take more than the 16 registers of AVX2. */
                    static int height(int vectors) {
                        return vectors == 1 || (vectors == 2 && SPECIES.vectorBitSize() != 256) ? 8 : 4;
                    }

                    /**
                     * The product of some rows of A with a panel of B, whose rows are so many vectors long.
                     *
                     * @param rows 4, 2 or 1, or 8 with one or two vectors
                     * @param vectors 1 to 4 vectors of columns
                     * @param bias adds the row of the panel after the last one used
                     * @param more adds to what C holds; not together with bias
                     * @param k length of the sums
                     * @param columns whether elements of A's columns lie side by side, those of its rows GROUP elements apart
                     * @param row step in a from one row to the next where elements of rows lie side by side
                     */
                    static void run(
                            int rows,
                            int vectors,
                            boolean bias,
                            boolean more,
                            int k,
                            float[] a,
                            int a0,
                            boolean columns,
                            int row,
                            float[] b,
                            int b0,
                            float[] c,
                            int c0,
                            int ldc) {
                        switch (rows * 32 + vectors * 6 + (columns ? 3 : 0) + (more ? 2 : bias ? 1 : 0)) {
                """);
        for (int vectors = 1; vectors <= VECTORS; vectors++) {
            for (int rows : rows(vectors)) {
                for (Left left : Left.values()) {
                    for (End end : End.values()) {
                        s.append("            case %d -> %s(k, a, a0, %sb, b0, c, c0, ldc);%n"
                                .formatted(
                                        rows * 32 + vectors * 6 + left.ordinal() * 3 + end.ordinal(),
                                        name(rows, vectors, left, end),
                                        left == Left.ROWS ? "row, " : ""));
                    }
                }
            }
        }
        s.append(
                """
                            default -> throw new IllegalArgumentException(
                                    "tile: no tile of " + rows + " rows by " + vectors + " vectors");
                        }
                    }

                    /**
                     * Copies columns of B side by side as k rows of so many vectors; what the columns do not fill is left as it is.
                     *
                     * @param ldb step in b from one column to the next
                     */
                    static void transpose(
                            int vectors, int k, float[] b, int b0, int ldb, int columns, float[] to, int t0) {
                        switch (vectors) {
                            case 1 -> transpose1(k, b, b0, ldb, columns, to, t0);
                            case 2 -> transpose2(k, b, b0, ldb, columns, to, t0);
                            case 3 -> transpose3(k, b, b0, ldb, columns, to, t0);
                            default -> transpose4(k, b, b0, ldb, columns, to, t0);
                        }
                    }

                    /**
                     * The same vector, of whose class the JIT is now certain. It is not where a vector comes out of a loop: without a
                     * profile of the vector library, which it has only at times, it would call the abstract methods and keep every vector of
                     * the loop in an object, ten times slower.
                     */
                    static FloatVector exact(FloatVector v) {
                        if (v.getClass() != VECTOR) {
                            throw new IllegalStateException("vectors of two classes");
                        }
                        return v;
                    }
                """);
    }

    private static void tile(StringBuilder s, int rows, int vectors, Left left, End end) {
        s.append("\n    private static void ").append(name(rows, vectors, left, end)).append("(\n");
        s.append("            int k, float[] a, int a0, %sfloat[] b, int b0, float[] c, int c0, int ldc) {\n"
                .formatted(left == Left.ROWS ? "int row, " : ""));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                s.append("        FloatVector c%d%d = FloatVector.zero(SPECIES);%n".formatted(i, j));
            }
        }
        s.append("        for (int p = 0; p < k; p++) {\n");
        for (int j = 0; j < vectors; j++) {
            s.append("            FloatVector y%d = FloatVector.fromArray(SPECIES, b, b0 + p * WIDTH%d%s);%n"
                    .formatted(j, vectors, lanes(j)));
        }
        for (int i = 0; i < rows; i++) {
            s.append("            FloatVector x%d = FloatVector.broadcast(SPECIES, a[a0 + p%s]);%n"
                    .formatted(i, left == Left.ROWS ? times(i, "row") : " * GROUP" + (i == 0 ? "" : " + " + i)));
            for (int j = 0; j < vectors; j++) {
                s.append("            c%d%d = x%d.fma(y%d, c%d%d);%n".formatted(i, j, i, j, i, j));
            }
        }
        s.append("        }\n");
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                s.append("        c%d%d = exact(c%d%d);%n".formatted(i, j, i, j));
            }
        }
        for (int j = 0; j < vectors && end == End.BIAS; j++) {
            s.append("        FloatVector y%d = FloatVector.fromArray(SPECIES, b, b0 + k * WIDTH%d%s);%n"
                    .formatted(j, vectors, lanes(j)));
            for (int i = 0; i < rows; i++) {
                s.append("        c%d%d = c%d%d.add(y%d);%n".formatted(i, j, i, j, j));
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                String add = end == End.ADD ? ".add(FloatVector.fromArray(SPECIES, c, %s))".formatted(at(i, j)) : "";
                s.append("        c%d%d%s.intoArray(c, %s);%n".formatted(i, j, add, at(i, j)));
            }
        }
        s.append("    }\n");
    }

    private static void transpose(StringBuilder s, int vectors) {
        s.append(
                """

                    private static void transpose%1$d(
                            int k, float[] b, int b0, int ldb, int columns, float[] to, int t0) {
                        int j = 0;
                        for (; j + 8 <= columns; j += 8) {
                            int x0 = b0 + j * ldb;
                            int x1 = x0 + ldb;
                            int x2 = x1 + ldb;
                            int x3 = x2 + ldb;
                            int x4 = x3 + ldb;
                            int x5 = x4 + ldb;
                            int x6 = x5 + ldb;
                            int x7 = x6 + ldb;
                            int y = t0 + j;
                            for (int p = 0; p < k; p++) {
                                int at = y + p * WIDTH%1$d;
                                to[at + 7] = b[x7 + p];
                                to[at] = b[x0 + p];
                                to[at + 1] = b[x1 + p];
                                to[at + 2] = b[x2 + p];
                                to[at + 3] = b[x3 + p];
                                to[at + 4] = b[x4 + p];
                                to[at + 5] = b[x5 + p];
                                to[at + 6] = b[x6 + p];
                            }
                        }
                        for (; j < columns; j++) {
                            int x = b0 + j * ldb;
                            int y = t0 + j;
                            for (int p = 0; p < k; p++) {
                                to[y + p * WIDTH%1$d] = b[x + p];
                            }
                        }
                    }
                """
                        .formatted(vectors));
    }

    private static String at(int i, int j) {
        return "c0" + times(i, "ldc") + lanes(j);
    }

    private static String lanes(int j) {
        return times(j, "LANES");
    }

    private static String times(int i, String step) {
        return i == 0 ? "" : " + " + (i == 1 ? "" : i + " * ") + step;
    }
}
