package org.auriflow.bench.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.Simulators;
import picocli.CommandLine.ITypeConverter;

/** Simulators as named on the command line, in upper or lower case. */
final class SimulatorName implements ITypeConverter<Simulator>, Iterable<String> {
    @Override
    public Simulator convert(String value) {
        String name = value.toLowerCase(Locale.ROOT);
        return Simulators.ALL.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> ComparedMethods.unknown("one of " + String.join(", ", names()), value, name, names()));
    }

    @Override
    public Iterator<String> iterator() {
        return names().iterator();
    }

    private static List<String> names() {
        return Simulators.ALL.stream().map(Simulator::name).toList();
    }
}
