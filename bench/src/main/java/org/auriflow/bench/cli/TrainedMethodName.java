package org.auriflow.bench.cli;

import java.util.Iterator;
import java.util.List;
import org.auriflow.inference.comparison.ComparedMethod;
import picocli.CommandLine.ITypeConverter;

/** One method of the library, by its name in upper or lower case, with or without hyphens. */
final class TrainedMethodName implements ITypeConverter<ComparedMethod>, Iterable<String> {
    @Override
    public ComparedMethod convert(String value) {
        List<ComparedMethod> one = value.contains(",") || value.equals("all")
                ? List.of()
                : new ComparedMethods.Converter().convert(value).list();
        if (one.size() != 1) {
            throw ComparedMethods.unknown(
                    "one of " + String.join(", ", ComparedMethods.names()), value, value, ComparedMethods.names());
        }
        return one.get(0);
    }

    @Override
    public Iterator<String> iterator() {
        return ComparedMethods.names().iterator();
    }
}
