package org.auriflow.flows.distribution;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;

/**
 * x = m + s z for each feature: what densities of one shape share. Fixed, or learned as {@code location} and {@code
 * log_scale}.
 */
final class LocationScale {
    private final double[] location;
    private final double[] scale;
    private final boolean learned;
    private final DType dtype;
    private final Values m;
    private final Values logS;

    /** Learned if there is an engine. */
    LocationScale(String name, Engine engine, double[] location, double[] scale, DType dtype) {
        Checks.scales(name, location, "location", scale, "scale", dtype);
        this.location = location.clone();
        this.scale = scale.clone();
        this.learned = engine != null;
        this.dtype = dtype;
        this.m = Values.of(engine, "location", dtype, location);
        this.logS = Values.of(
                engine, "log_scale", dtype, Arrays.stream(scale).map(Math::log).toArray());
    }

    LocationScale(String name, Engine engine, Config c) {
        this(name, c.flag("learned") ? engine : null, c.numbers("location"), c.numbers("scale"), c.dtype("dtype"));
    }

    /** The same values, learned. */
    LocationScale learned(String name, Engine engine) {
        return new LocationScale(name, engine, location, scale, dtype);
    }

    int width() {
        return location.length;
    }

    DType dtype() {
        return dtype;
    }

    /** z of x [..., d]. */
    Tensor standardise(Tensor x) {
        return x.sub(m.tensor(x.dtype())).mul(logS.tensor(x.dtype()).neg().exp());
    }

    /** x of z [..., d]. */
    Tensor place(Tensor z) {
        return m.tensor(z.dtype()).add(logS.tensor(z.dtype()).exp().mul(z));
    }

    /** Σ ln s, a scalar. */
    Tensor logVolume(DType of) {
        return logS.tensor(of).sum();
    }

    Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        m.addTo(p);
        logS.addTo(p);
        return p;
    }

    /** Adds its entries. */
    void describe(Map<String, Object> config) {
        config.put("location", Arrays.stream(location).boxed().toList());
        config.put("scale", Arrays.stream(scale).boxed().toList());
        config.put("learned", learned);
        config.put("dtype", dtype.toString());
    }
}
