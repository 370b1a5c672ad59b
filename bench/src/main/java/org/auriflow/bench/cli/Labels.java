package org.auriflow.bench.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.auriflow.bench.density.DensityFamily;
import org.auriflow.bench.mflow.Algorithm;
import org.auriflow.bench.mflow.Dataset;
import org.auriflow.bench.mflow.Training;
import org.auriflow.inference.estimator.Resampling;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Constants as they are spelt on the command line: in lower case, with hyphens. */
final class Labels<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> type;

    private Labels(Class<E> type) {
        this.type = type;
    }

    static void register(CommandLine tree) {
        tree.registerConverter(DensityFamily.class, new Labels<>(DensityFamily.class));
        tree.registerConverter(Dataset.class, new Labels<>(Dataset.class));
        tree.registerConverter(Algorithm.class, new Labels<>(Algorithm.class));
        tree.registerConverter(Resampling.class, new Labels<>(Resampling.class));
        tree.registerConverter(Training.class, new Labels<>(Training.class));
    }

    /** How a constant is spelt. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public E convert(String value) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        return all.stream()
                .filter(e -> of(e).equals(value.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected one of "
                        + String.join(", ", all.stream().map(Labels::of).toList()) + ", got '" + value + "'"));
    }
}
