package org.auriflow.bench.cli;

import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the numbers of options; picocli's own errors speak of Java's types. */
final class Numerals {
    private Numerals() {}

    /** Makes a command and all of its subcommands read numbers this way. */
    static void register(CommandLine command) {
        ITypeConverter<Integer> whole = text -> {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw bad(text, "a whole number up to " + Integer.MAX_VALUE);
            }
        };
        ITypeConverter<Long> wide = text -> {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw bad(text, "a whole number of at most 64 bits");
            }
        };
        ITypeConverter<Double> real = text -> {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException e) {
                throw bad(text, "a number");
            }
        };
        command.registerConverter(int.class, whole);
        command.registerConverter(Integer.class, whole);
        command.registerConverter(long.class, wide);
        command.registerConverter(double.class, real);
        command.registerConverter(Double.class, real);
    }

    private static TypeConversionException bad(String text, String required) {
        return new TypeConversionException("expected " + required + ", got '" + text + "'");
    }
}
