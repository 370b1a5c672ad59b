package org.auriflow.inference.data;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.auriflow.inference.simulator.Simulator;

/**
 * Reads events from CSV files, plain or gzip-compressed.
 *
 * <p>The header must name every observable of the simulator; the names of its parameters are optional, and used if all
 * of them are there. Other columns are ignored.
 */
public final class EventFile {
    private static final String OPERATION = "events";

    private EventFile() {}

    /**
     * Reads a file.
     *
     * @param path the file
     * @param simulator whose observables and parameters name the columns
     * @return all its events in order
     * @throws IllegalArgumentException if the file does not exist, is damaged, lacks a column or an event, or holds
     *     something that is not a finite number, with file, line and column
     * @throws java.io.UncheckedIOException if reading fails
     */
    public static Events read(Path path, Simulator simulator) {
        Collector collector = new Collector(simulator);
        CsvNumbers.read(OPERATION, path, collector);
        return collector.events(path.toString());
    }

    /**
     * Reads a stream, which stays open.
     *
     * @param stream the content of a file
     * @param name what to call it in messages
     * @param simulator whose observables and parameters name the columns
     * @return all its events in order
     * @throws IllegalArgumentException as {@link #read(Path, Simulator)}
     * @throws java.io.UncheckedIOException if reading fails
     */
    public static Events read(InputStream stream, String name, Simulator simulator) {
        Collector collector = new Collector(simulator);
        CsvNumbers.read(OPERATION, stream, name, collector);
        return collector.events(name);
    }

    private static final class Collector implements CsvNumbers.Visitor {
        private final Simulator simulator;
        private final List<double[]> x = new ArrayList<>();
        private final List<double[]> theta = new ArrayList<>();

        Collector(Simulator simulator) {
            this.simulator = simulator;
        }

        @Override
        public Consumer<CsvNumbers> begin(CsvNumbers table) {
            int[] observables = simulator.observables().stream()
                    .mapToInt(name -> table.require(name, "rename or add the column"))
                    .toArray();
            boolean known = table.header().containsAll(simulator.prior().names());
            int[] parameters = known
                    ? simulator.prior().names().stream().mapToInt(table::find).toArray()
                    : new int[0];
            return row -> {
                x.add(row.numbers(observables));
                theta.add(row.numbers(parameters));
            };
        }

        Events events(String file) {
            if (x.isEmpty()) {
                throw new IllegalArgumentException(
                        OPERATION + ": " + file + " must hold at least one event, got a header alone");
            }
            return new Events(x.toArray(double[][]::new), theta.toArray(double[][]::new), file);
        }
    }
}
