import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes the register tiles of matrix products, of which there are too many alike, at build time.
 *
 * <p>Run as {@code java GenerateGemm.java OUTPUT-DIRECTORY}. A tile is a method for a fixed number of rows and vectors, with
 * every accumulator a local variable, since an array of vectors is not kept in registers. A tile of more than some 20
 * accumulators is more than the JIT inlines in one method at times, and then ten times slower.
 */
final class GenerateGemm {
    private static final int[] ROWS = {4, 2, 1};
    private static final int VECTORS = 4;

    /** What a tile begins with or adds at the end. */
    private enum Kind {
        TILE,
        MORE,
        BIAS
    }

    private GenerateGemm() {}

    public static void main(String[] args) throws IOException {
        Path simd = Path.of(args[0], "org", "auriflow", "engine", "cpu", "simd");
        write(simd.resolve("FloatTiles.java"), tiles());
        write(simd.resolve("DoubleTiles.java"), tiles().replace("Float", "Double").replace("float", "double").replace("double32", "float64"));
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
                    private static final Class<?> VECTOR = FloatVector.zero(SPECIES).getClass();

                    private FloatTiles() {}
                """);
        choice(s);
        for (int rows : ROWS) {
            for (int vectors = 1; vectors <= VECTORS; vectors++) {
                for (Kind kind : Kind.values()) {
                    tile(s, rows, vectors, kind);
                }
            }
        }
        return s.append("}\n").toString();
    }

    private static String name(int rows, int vectors, Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + rows + "x" + vectors;
    }

    private static String parameters(int rows) {
        return "k, a, a0, %scolumn, b, b0, ldb, c, c0%s".formatted(rows == 1 ? "" : "row, ", rows == 1 ? "" : ", ldc");
    }

    private static void choice(StringBuilder s) {
        s.append(
                """

                    /**
                     * The product of some rows of A with a panel of B, or that added to C.
                     *
                     * @param rows 4, 2 or 1
                     * @param vectors 1 to 4 vectors of columns
                     * @param more adds to what C holds
                     * @param bias adds the row of the panel after the last one used; not together with more
                     * @param k length of the sums
                     * @param row step in a from one row to the next
                     * @param column step in a from one column to the next
                     */
                    static void run(
                            int rows,
                            int vectors,
                            boolean more,
                            boolean bias,
                            int k,
                            float[] a,
                            int a0,
                            int row,
                            int column,
                            float[] b,
                            int b0,
                            int ldb,
                            float[] c,
                            int c0,
                            int ldc) {
                        switch (rows * 16 + vectors * 3 + (more ? 1 : bias ? 2 : 0)) {
                """);
        for (int rows : ROWS) {
            for (int vectors = 1; vectors <= VECTORS; vectors++) {
                for (Kind kind : Kind.values()) {
                    s.append("            case %d -> %s(%s);%n"
                            .formatted(rows * 16 + vectors * 3 + kind.ordinal(), name(rows, vectors, kind), parameters(rows)));
                }
            }
        }
        s.append(
                """
                            default -> throw new IllegalArgumentException("tile: no tile of " + rows + " rows by " + vectors
                                    + " vectors; use 4, 2 or 1 by 1 to 4");
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

    private static void tile(StringBuilder s, int rows, int vectors, Kind kind) {
        s.append("\n    private static void ").append(name(rows, vectors, kind)).append("(\n");
        s.append("            int k, float[] a, int a0, %sint column, float[] b, int b0, int ldb, float[] c, int c0%s) {\n"
                .formatted(rows == 1 ? "" : "int row, ", rows == 1 ? "" : ", int ldc"));
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                String start = kind == Kind.MORE ? "fromArray(SPECIES, c, %s)".formatted(at(i, j)) : "zero(SPECIES)";
                s.append("        FloatVector c%d%d = FloatVector.%s;%n".formatted(i, j, start));
            }
        }
        s.append("        int at = a0;\n        int from = b0;\n        for (int p = 0; p < k; p++) {\n");
        for (int j = 0; j < vectors; j++) {
            s.append("            FloatVector y%d = FloatVector.fromArray(SPECIES, b, from%s);%n".formatted(j, lanes(j)));
        }
        for (int i = 0; i < rows; i++) {
            s.append("            FloatVector x%d = FloatVector.broadcast(SPECIES, a[at%s]);%n"
                    .formatted(i, i == 0 ? "" : i == 1 ? " + row" : " + " + i + " * row"));
            for (int j = 0; j < vectors; j++) {
                s.append("            c%d%d = x%d.fma(y%d, c%d%d);%n".formatted(i, j, i, j, i, j));
            }
        }
        s.append("            at += column;\n            from += ldb;\n        }\n");
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                s.append("        c%d%d = exact(c%d%d);%n".formatted(i, j, i, j));
            }
        }
        for (int j = 0; j < vectors && kind == Kind.BIAS; j++) {
            s.append("        FloatVector y%d = FloatVector.fromArray(SPECIES, b, from%s);%n".formatted(j, lanes(j)));
            for (int i = 0; i < rows; i++) {
                s.append("        c%d%d = c%d%d.add(y%d);%n".formatted(i, j, i, j, j));
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < vectors; j++) {
                s.append("        c%d%d.intoArray(c, %s);%n".formatted(i, j, at(i, j)));
            }
        }
        s.append("    }\n");
    }

    private static String at(int i, int j) {
        return "c0" + (i == 0 ? "" : i == 1 ? " + ldc" : " + " + i + " * ldc") + lanes(j);
    }

    private static String lanes(int j) {
        return j == 0 ? "" : j == 1 ? " + LANES" : " + " + j + " * LANES";
    }
}
