package org.auriflow.bench.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.auriflow.inference.comparison.ComparedMethod;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Methods as listed on the command line, separated by commas, in upper or lower case, with or without hyphens.
 *
 * @param list each once
 */
record ComparedMethods(List<ComparedMethod> list) {
    private static final String ALL = "all";

    /** The names that can be given, besides "all". */
    static List<String> names() {
        return ComparedMethod.ALL.stream().map(ComparedMethod::name).toList();
    }

    /** Reads a list. */
    static final class Converter implements ITypeConverter<ComparedMethods> {
        @Override
        public ComparedMethods convert(String value) {
            List<ComparedMethod> methods = new ArrayList<>();
            for (String name : value.split(",", -1)) {
                List<ComparedMethod> named = named(name);
                named.stream().filter(m -> !methods.contains(m)).forEach(methods::add);
            }
            return new ComparedMethods(methods);
        }

        private static List<ComparedMethod> named(String given) {
            String lower = given.strip().toLowerCase(Locale.ROOT).replace("-", "");
            // The papers' name of CARL.
            String name = lower.equals("lrt") ? "carl" : lower;
            if (name.equals(ALL)) {
                return ComparedMethod.ALL;
            }
            return ComparedMethod.ALL.stream()
                    .filter(m -> m.name().equals(name))
                    .findFirst()
                    .map(List::of)
                    .orElseThrow(() -> unknown("all or a list of " + String.join(", ", names()), given, name, names()));
        }
    }

    /** What was expected instead, and what was probably meant. */
    static TypeConversionException unknown(String expected, String given, String name, List<String> known) {
        List<String> meant = Spelling.nearest(name, known);
        return new TypeConversionException("expected " + expected + ", got '" + given + "'"
                + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?"));
    }
}
