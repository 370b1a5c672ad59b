package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.BackendParity;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products by cuBLAS, here the executor's, recorded in graphs like everything else. */
class CublasTest {
    @BeforeEach
    void on() {
        Simt.assumeLoaded();
        System.setProperty(CublasCall.PROPERTY, "on");
    }

    @AfterEach
    void off() {
        System.clearProperty(CublasCall.PROPERTY);
    }

    @Test
    void productsOfTheCatalogueAgree() {
        int[] cases = new int[1];
        try (Engine cpu = Engine.cpu(1);
                Engine cuda = Engine.open("cuda:0", 1)) {
            BackendParity.cases(1, 13)
                    .filter(c -> c.toString().startsWith("matmul"))
                    .forEach(c -> {
                        assertNull(c.difference(cpu, cuda));
                        cases[0]++;
                    });
        }
        assertTrue(cases[0] >= 12, cases[0] + " cases");
    }

    @Test
    void theLibraryIsAskedWhereItIsWanted() {
        Tensor product = Tensor.input("a", DType.FLOAT32, Shape.of(5, 7))
                .matmul(Tensor.input("b", DType.FLOAT32, Shape.of(3, 7, 4)));
        try (Engine cuda = Engine.open("cuda:0", 1)) {
            assertEquals(1, count(cuda, product));
            System.setProperty(CublasCall.PROPERTY, "off");
            assertEquals(0, count(cuda, product));
            // A batch that is spread along its second axis has no fixed step between matrices.
            System.setProperty(CublasCall.PROPERTY, "on");
            Tensor irregular = Tensor.input("a", DType.FLOAT32, Shape.of(2, 1, 5, 7))
                    .matmul(Tensor.input("b", DType.FLOAT32, Shape.of(3, 7, 4)));
            assertEquals(0, count(cuda, irregular));
        }
    }

    private static long count(Engine engine, Tensor y) {
        return Program.builder(engine)
                .output("y", y)
                .compile()
                .explain()
                .lines()
                .filter(l -> l.contains("cublas gemm"))
                .count();
    }
}
