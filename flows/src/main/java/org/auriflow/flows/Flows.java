package org.auriflow.flows;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;

/**
 * The catalogue of transforms, distributions and embeddings: what files are read by, and what laws and benchmarks run over.
 *
 * <p>One line per layer, in the list of its family: the {@code type} of its configuration, what rebuilds it, and a small example. A new
 * layer is saved, loaded and tested by adding its line.
 */
public final class Flows {
    private Flows() {}

    /** Every layer, some in several variants. */
    public static final List<Entry> ALL = Stream.of(
                    CouplingEntries.ALL,
                    ContinuousEntries.ALL,
                    OrderEntries.ALL,
                    LinearEntries.ALL,
                    DistributionEntries.ALL,
                    ManifoldEntries.ALL,
                    ResidualEntries.ALL,
                    FeatureEntries.ALL,
                    AutoregressiveEntries.ALL,
                    ImageEntries.ALL)
            .flatMap(List::stream)
            .toList();

    /** Every family of functions of one number, some in several variants. */
    public static final List<ElementwiseEntry> ELEMENTWISE = ElementwiseEntries.ALL;

    /**
     * Where a law samples a map: an interval that each feature lies in.
     *
     * @param low perhaps −∞
     * @param high perhaps +∞
     */
    public record Region(double low, double high) {
        /** All numbers. */
        public static final Region REAL = new Region(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

        /** (0, 1). */
        public static final Region UNIT = new Region(0, 1);

        /** (0, ∞). */
        public static final Region POSITIVE = new Region(0, Double.POSITIVE_INFINITY);
    }

    /** Where the density of an example has its mass: what laws integrate it over. */
    public enum Support {
        /** R^d, with all but 1e-6 of the mass within ±6. */
        REAL,
        /** R^d, with tails that fall like a power. */
        HEAVY_TAILS,
        /** The unit sphere of R^d, with respect to its surface. */
        SPHERE,
        /** A surface that the model itself makes, with respect to that. */
        OWN_SURFACE
    }

    /**
     * How well a map and its inverse undo each other, relative to max(1, |x|).
     *
     * @param float32 bound in float32
     * @param float64 bound in float64
     * @param reason why they are not the usual ones; empty if they are
     */
    public record Accuracy(double float32, double float64, String reason) {
        /** Where both directions are in closed form. */
        public static final Accuracy CLOSED_FORM = new Accuracy(1e-5, 1e-10, "");

        /** The bound of a dtype. */
        public double of(DType dtype) {
            return dtype == DType.FLOAT32 ? float32 : float64;
        }
    }

    /**
     * One layer.
     *
     * @param type of its configuration
     * @param variant which of several examples, perhaps empty
     * @param factory rebuilds it from its configuration
     * @param example makes a small one of a dtype, smooth enough for checks of second derivatives
     * @param domain where a transform is defined, or the part of it that laws sample
     * @param range where its inverse is, likewise
     * @param accuracy of the inverse
     * @param support of a density
     */
    public record Entry(
            String type,
            String variant,
            Models.Factory factory,
            BiFunction<Engine, DType, Model> example,
            Region domain,
            Region range,
            Accuracy accuracy,
            Support support) {
        // Here rather than in Flows, whose initialisation needs that of the lists that call them.
        static Entry entry(String type, Models.Factory factory, BiFunction<Engine, DType, Model> example) {
            return entry(type, "", factory, example);
        }

        static Entry entry(
                String type, String variant, Models.Factory factory, BiFunction<Engine, DType, Model> example) {
            return new Entry(
                    type, variant, factory, example, Region.REAL, Region.REAL, Accuracy.CLOSED_FORM, Support.REAL);
        }

        /** A new example. */
        public Model example(Engine engine, DType dtype) {
            return example.apply(engine, dtype);
        }

        /** The same layer, which maps one region onto another. */
        Entry between(Region from, Region to) {
            return new Entry(type, variant, factory, example, from, to, accuracy, support);
        }

        /** The same layer, whose inverse is less exact for a reason. */
        Entry within(double float32, double float64, String reason) {
            Accuracy bound = new Accuracy(float32, float64, reason);
            return new Entry(type, variant, factory, example, domain, range, bound, support);
        }

        /** The same density, on another support. */
        Entry on(Support other) {
            return new Entry(type, variant, factory, example, domain, range, accuracy, other);
        }

        @Override
        public String toString() {
            return variant.isEmpty() ? type : type + " " + variant;
        }
    }

    /** Rebuilds a family of functions from its configuration. */
    @FunctionalInterface
    public interface ElementwiseFactory {
        /**
         * The family of a configuration.
         *
         * @throws IllegalArgumentException if an entry is missing or wrong
         */
        Elementwise build(Config config);
    }

    /**
     * One family of functions of one number.
     *
     * @param type of its configuration
     * @param variant which of several examples, perhaps empty
     * @param factory rebuilds it from its configuration
     * @param example a small one
     * @param domain where it is defined, or the part of it that laws sample
     * @param range what it maps that onto
     * @param circular whether both are a circle, around which it increases
     * @param accuracy of the inverse
     */
    public record ElementwiseEntry(
            String type,
            String variant,
            ElementwiseFactory factory,
            Elementwise example,
            Region domain,
            Region range,
            boolean circular,
            Accuracy accuracy) {
        @Override
        public String toString() {
            return variant.isEmpty() ? type : type + " " + variant;
        }
    }

    /** What rebuilds models of this module and of {@code org.auriflow.nn} from their configurations. */
    public static Models models() {
        Models all = Models.standard();
        for (Entry e : ALL) {
            all = all.with(e.type, e.factory);
        }
        return all;
    }

    /**
     * Rebuilds a family of functions from {@link Elementwise#config()}.
     *
     * @throws IllegalArgumentException if its type is not known or an entry is missing or wrong
     */
    public static Elementwise elementwise(Map<String, Object> config) {
        Config c = new Config(config);
        for (ElementwiseEntry e : ELEMENTWISE) {
            if (e.type.equals(c.type())) {
                return e.factory.build(c);
            }
        }
        throw new IllegalArgumentException("elementwise: requires one of the types "
                + ELEMENTWISE.stream().map(ElementwiseEntry::type).distinct().toList() + ", got '" + c.type()
                + "'; update the library");
    }
}
