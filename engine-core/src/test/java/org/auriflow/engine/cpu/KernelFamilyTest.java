package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Locale;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The system property chooses the kernels of an engine, which says so. */
class KernelFamilyTest {
    @AfterEach
    void restore() {
        System.clearProperty(KernelFamily.PROPERTY);
    }

    @Test
    void theFastestWithoutTheProperty() {
        assertSame(Vectorization.enabled() ? KernelFamily.SIMD : KernelFamily.PLAIN, KernelFamily.chosen());
    }

    @ParameterizedTest
    @EnumSource(KernelFamily.class)
    void anEngineRunsWhatThePropertyNames(KernelFamily family) {
        System.setProperty(KernelFamily.PROPERTY, family.name().toLowerCase(Locale.ROOT));
        if (family == KernelFamily.SIMD && !Vectorization.enabled()) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> Engine.cpu(1));
            assertTrue(e.getMessage().contains(Vectorization.reason()), e.getMessage());
            return;
        }
        try (Engine engine = Engine.cpu(1)) {
            assertTrue(engine.describe().contains("products: " + family.products()), engine.describe());
            Tensor a = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2);
            Tensor x = Tensor.input("x", a.dtype(), a.shape());
            Program p = Program.builder(engine).output("y", x.matmul(x)).compile();
            assertEquals(family == KernelFamily.EJML, p.explain().contains("EJML"));
            try (Run run = p.open()) {
                run.set("x", a.storage());
                run.execute();
                assertEquals("[7.0, 10.0, 15.0, 22.0]", Arrays.toString((float[])
                        run.output("y").array()));
            }
        }
    }

    @Test
    void anUnknownNameIsAnError() {
        System.setProperty(KernelFamily.PROPERTY, "fast");
        Exception e = assertThrows(IllegalArgumentException.class, () -> Engine.cpu(1));
        assertEquals(
                "auriflow.cpu.kernels: requires simd, plain or ejml, got 'fast'; leave it out for the fastest",
                e.getMessage());
    }
}
