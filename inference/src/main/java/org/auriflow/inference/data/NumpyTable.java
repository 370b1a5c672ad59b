package org.auriflow.inference.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Arrays of NumPy as the columns of a table. */
final class NumpyTable {
    private static final String SUFFIX = ".npy";

    private NumpyTable() {}

    /** Where a column is. */
    private record Source(String name, NumpyArray array, int column) {}

    /** Reads all arrays of an archive. */
    static Table readArchive(String operation, Path path, List<String> columns) throws IOException {
        List<String> names = new ArrayList<>();
        List<NumpyArray> arrays = new ArrayList<>();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (!entry.getName().endsWith(SUFFIX)) {
                    throw new IllegalArgumentException(operation + ": " + path
                            + " must be an archive of .npy files, got " + entry.getName()
                            + "; write it with numpy.savez");
                }
                String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                if (!columns.isEmpty() && columns.stream().noneMatch(c -> c.equals(name) || c.startsWith(name + "_"))) {
                    continue;
                }
                names.add(name);
                try (BufferedInputStream stream = new BufferedInputStream(zip.getInputStream(entry))) {
                    arrays.add(NumpyArray.read(operation, path + " array " + name, stream));
                }
            }
        } catch (ZipException e) {
            throw new IllegalArgumentException(
                    operation + ": " + path + " must be an archive of NumPy, got: " + e.getMessage()
                            + "; is it damaged or cut short?",
                    e);
        }
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException(operation + ": " + path + " must hold an array"
                    + (columns.isEmpty() ? "" : " with columns " + columns) + ", got none; add one");
        }
        return of(operation, path.toString(), names, arrays, columns);
    }

    /**
     * The columns of arrays with equally many rows.
     *
     * @param columns names of those that are wanted, or none for all
     */
    static Table of(String operation, String file, List<String> names, List<NumpyArray> arrays, List<String> columns) {
        List<Source> all = new ArrayList<>();
        for (int a = 0; a < arrays.size(); a++) {
            NumpyArray array = arrays.get(a);
            if (array.rows() != arrays.get(0).rows()) {
                throw new IllegalArgumentException(operation + ": " + file
                        + " must have arrays with equally many rows, got "
                        + arrays.get(0).rows() + " of "
                        + names.get(0) + " and " + array.rows() + " of " + names.get(a) + "; leave one out");
            }
            List<String> own =
                    array.width() == 0 ? List.of(names.get(a)) : TableFile.numbered(names.get(a), array.width());
            for (int k = 0; k < own.size(); k++) {
                all.add(new Source(own.get(k), array, k));
            }
        }
        List<String> there = all.stream().map(Source::name).toList();
        List<String> wanted = columns.isEmpty() ? there : columns;
        double[][] values = new double[wanted.size()][];
        for (int k = 0; k < values.length; k++) {
            int at = there.indexOf(wanted.get(k));
            if (at < 0 || at != there.lastIndexOf(wanted.get(k))) {
                throw new IllegalArgumentException(operation + ": " + file + " must have a column " + wanted.get(k)
                        + " once, got " + there + "; check the spelling");
            }
            values[k] = finite(operation, file, all.get(at));
        }
        return new Table(wanted, values);
    }

    private static double[] finite(String operation, String file, Source source) {
        double[] values = new double[source.array().rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = source.array().at(row, source.column());
            if (!Double.isFinite(values[row])) {
                throw new IllegalArgumentException(operation + ": " + file + " row " + (row + 1) + " column "
                        + source.name() + " must be finite, got " + values[row] + "; drop the row or mend its source");
            }
        }
        return values;
    }
}
