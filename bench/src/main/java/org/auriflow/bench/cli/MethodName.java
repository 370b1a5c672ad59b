package org.auriflow.bench.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.auriflow.bench.galton.Method;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Methods as named on the command line, in upper or lower case. */
final class MethodName implements ITypeConverter<Method>, Iterable<String> {
    @Override
    public Method convert(String value) {
        String name = value.toLowerCase(Locale.ROOT);
        return Method.ALL.stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + String.join(", ", names()) + ", got '" + value + "'"));
    }

    @Override
    public Iterator<String> iterator() {
        return names().iterator();
    }

    private static List<String> names() {
        return Method.ALL.stream().map(Method::name).toList();
    }
}
