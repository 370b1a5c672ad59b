package org.auriflow.bench.runs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.data.Table;
import org.auriflow.inference.data.TableFile;

/**
 * Events to evaluate: those of a file of runs, which has theta, or of a table.
 *
 * @param x observables, shape (n, D)
 * @param runs with theta and maybe labels, if it was a file of runs
 */
public record EventsFile(double[][] x, Optional<RunTable> runs) {
    /**
     * Reads a file.
     *
     * @param path runs (.runs, .npz, .csv), or a table (.csv, .npy, .npz) with a column for each observable, called as it is or
     *     with x_ before it; an array x of NumPy has them in their order
     * @param observables that are needed
     * @throws IllegalArgumentException if the file is damaged or lacks one
     */
    public static EventsFile read(Path path, List<String> observables) {
        if (isRuns(path)) {
            RunTable table = RunFiles.read(path);
            if (!table.layout().observables().equals(observables)) {
                throw new IllegalArgumentException("events: requires the observables " + observables
                        + " of the training, got " + table.layout().observables() + " in " + path
                        + "; give columns the same names and order");
            }
            return new EventsFile(
                    RunsForMethod.rows(table.column(RunColumn.X), observables.size()), Optional.of(table));
        }
        Table table = TableFile.read("events", path, List.of());
        return new EventsFile(rows(table, columns(table.names(), observables, path)), Optional.empty());
    }

    private static List<String> columns(List<String> there, List<String> observables, Path path) {
        List<String> prefixed = observables.stream().map(o -> "x_" + o).toList();
        List<String> numbered = IntStream.rangeClosed(1, observables.size())
                .mapToObj(i -> "x_" + i)
                .toList();
        for (List<String> names : List.of(observables, prefixed, numbered)) {
            if (there.containsAll(names)) {
                return names;
            }
        }
        throw new IllegalArgumentException("events: requires the columns " + observables + " of the training, got "
                + there + " in " + path + "; rename or add columns");
    }

    private static double[][] rows(Table table, List<String> names) {
        List<double[]> columns = names.stream().map(table::column).toList();
        double[][] x = new double[table.rows()][names.size()];
        for (int i = 0; i < x.length; i++) {
            for (int d = 0; d < names.size(); d++) {
                x[i][d] = columns.get(d)[i];
            }
        }
        return x;
    }

    /** Whether there is a theta beside the observables. */
    private static boolean isRuns(Path path) {
        if (!Files.isRegularFile(path)) {
            return false; // reading it as a table says why it cannot be
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] first = in.readNBytes(8);
            if (Arrays.equals(first, "AURIRUNS".getBytes(StandardCharsets.US_ASCII))) {
                return true;
            }
            if (first.length > 3 && first[0] == 'P' && first[1] == 'K' && first[2] < 9) {
                try (ZipFile zip = new ZipFile(path.toFile())) {
                    return zip.getEntry("x.npy") != null
                            && (zip.getEntry("theta.npy") != null || zip.getEntry("theta0.npy") != null);
                }
            }
            return header(path, first).stream().anyMatch(name -> name.matches("\"?theta0?(_.*)?"));
        } catch (IOException notReadable) {
            return false;
        }
    }

    private static List<String> header(Path path, byte[] first) throws IOException {
        boolean compressed = first.length > 1 && first[0] == 0x1f && first[1] == (byte) 0x8b;
        try (InputStream file = Files.newInputStream(path);
                InputStream in = compressed ? new GZIPInputStream(file) : file;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            String line = reader.readLine();
            return line == null ? List.of() : List.of(line.strip().split("[,;]"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
