package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.DType;
import org.auriflow.engine.DeviceException;
import org.auriflow.engine.Engine;
import org.auriflow.engine.OutOfDeviceMemoryException;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on a device is told clearly, and nothing stays behind. */
class FaultTest {
    @BeforeEach
    void load() {
        Simt.assumeLoaded();
        Simt.reset();
    }

    @AfterEach
    void nothingIsLeft() {
        if (Simt.load()) {
            Simt.reset();
            // A context frees what is left when it ends: how much that was is counted.
            assertEquals(0, Simt.leaks(), Simt.lastReport());
            assertEquals(0, Simt.liveAllocations(), "device allocations");
            assertEquals(0, Simt.livePinned(), "pinned allocations");
            assertEquals(0, Simt.liveModules(), "modules");
            assertEquals(0, Simt.liveStreams(), "streams");
            assertEquals(0, Simt.liveEvents(), "events");
            assertEquals(0, Simt.liveGraphs(), "graphs");
        }
    }

    @Test
    void aRunLeavesNothingBehind() {
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Variable w = engine.variable("w", Tensor.zeros(DType.FLOAT32, 10));
            Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(10));
            Program p = Program.builder(engine)
                    .output("y", x.mul(w.read()).sum())
                    .update(w, w.read().add(x))
                    .compile();
            int before = Simt.liveAllocations();
            for (int i = 0; i < 3; i++) {
                try (Run run = p.open()) {
                    run.set("x", new float[10]);
                    run.execute();
                    run.output("y");
                }
            }
            // Freed memory is kept for the next run, once.
            assertTrue(Simt.liveAllocations() <= before + 8, Simt.liveAllocations() + " after " + before);
        }
    }

    @Test
    void anIndexOutsideIsTheSameErrorAsOnTheProcessor() {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(3, 4));
        Tensor i = Tensor.input("i", DType.INT32, Shape.of(3, 2));
        String[] messages = new String[2];
        for (int k = 0; k < 2; k++) {
            try (Engine engine = Engine.open(k == 0 ? "cpu" : "cuda:0", 1)) {
                Variable count = engine.variable("count", Tensor.scalar(DType.INT32, 5));
                Program p = Program.builder(engine)
                        .output("y", x.gather(1, i))
                        .update(count, count.read().add(1))
                        .compile();
                try (Run run = p.open()) {
                    run.set("x", new float[12]);
                    run.set("i", 0, 1, 2, 7, 0, 0);
                    messages[k] = assertThrows(IndexOutOfBoundsException.class, run::execute)
                            .getMessage();
                    assertEquals(5, count.value().get(0), "no update after a fault");
                    run.set("i", 0, 1, 2, 3, 0, 0);
                    run.execute();
                    assertEquals(6, count.value().get(0));
                }
            }
        }
        assertEquals(messages[0], messages[1]);
    }

    @Test
    void outOfMemoryNamesWhatWasAskedAndWhatIsHeld() {
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Simt.memory(64 << 20);
            Variable small = engine.variable("small", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(1 << 20)), 3));
            Tensor zeros = Tensor.zeros(DType.FLOAT32, 1 << 25);
            OutOfDeviceMemoryException e =
                    assertThrows(OutOfDeviceMemoryException.class, () -> engine.variable("large", zeros));
            assertEquals(4L << 25, e.requested());
            assertTrue(e.getMessage().contains("134217728 bytes for a variable"), e.getMessage());
            assertTrue(e.held() >= 4 << 20, e.getMessage());
            assertEquals(3, small.value().get(0), "what was there stays valid");
        }
    }

    @Test
    void idleMemoryIsGivenBackBeforeGivingUp() {
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Simt.memory(64 << 20);
            for (int n = 10; n < 14; n++) {
                // Of four different sizes, 40 MiB and more each.
                Variable v = engine.variable("v", Tensor.zeros(DType.FLOAT32, n << 20));
                v.close();
            }
        }
    }

    @Test
    void aFailedLaunchNamesTheKernel() {
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(5));
            Program p = Program.builder(engine).output("y", x.tanh()).compile();
            try (Run run = p.open()) {
                run.set("x", new float[5]);
                Simt.fail("cuLaunchKernel", 1, 719);
                DeviceException e = assertThrows(DeviceException.class, run::execute);
                assertTrue(e.getMessage().contains("cuLaunchKernel of auriflow_0_tanh"), e.getMessage());
                assertTrue(e.getMessage().contains("CUDA_ERROR_LAUNCH_FAILED"), e.getMessage());
            }
        }
    }

    @Test
    void aLostDeviceIsNamed() {
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Variable v = engine.variable("v", Tensor.zeros(DType.FLOAT32, 3));
            Simt.fail("cuMemcpyDtoHAsync", 1, 46);
            DeviceException e = assertThrows(DeviceException.class, v::value);
            assertTrue(e.getMessage().contains("CUDA_ERROR_DEVICE_UNAVAILABLE"), e.getMessage());
        }
    }

    @Test
    void everyAllocationMayFailWithoutALeak() {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(100));
        for (int n = 1; n < 12; n++) {
            try (Engine engine = Engine.open("cuda:0", 1)) {
                Program p = Program.builder(engine)
                        .output("y", x.softmax().sum())
                        .output("z", x.cumSum(0))
                        .compile();
                // Twice, since the first refusal makes the pool give back what is idle and ask again.
                Simt.fail("cuMemAlloc", n, 2);
                Simt.fail("cuMemAlloc", n + 1, 2);
                try (Run run = p.open()) {
                    run.set("x", new float[100]);
                    run.execute();
                    assertEquals(1, run.item("y"), 1e-6);
                } catch (OutOfDeviceMemoryException e) {
                    assertTrue(e.getMessage().contains("requires"), e.getMessage());
                }
                Simt.reset();
            }
        }
    }

    /** The program has two graphs, of which the first alone must never run. */
    @Test
    void aProgramThatWasNotRecordedWholeIsRecordedAgain() {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(4));
        Tensor i = Tensor.input("i", DType.INT32, Shape.of(2));
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Variable count = engine.variable("count", Tensor.scalar(DType.INT32, 0));
            Program p = Program.builder(engine)
                    .output("y", x.gather(0, i))
                    .update(count, count.read().add(1))
                    .compile();
            try (Run run = p.open()) {
                run.set("x", 1, 2, 3, 4f);
                run.set("i", 3, 1);
                Simt.fail("cuGraphInstantiate", 2, 999);
                assertThrows(DeviceException.class, run::execute);
                run.execute();
                assertEquals(4, run.output("y").get(0));
                assertEquals(1, count.value().get(0));
            }
        }
    }

    @Test
    void nothingRunsOnAClosedEngine() {
        Engine engine = Engine.open("cuda:0", 1);
        Variable v = engine.variable("v", Tensor.scalar(DType.FLOAT32, 1));
        Program p = Program.builder(engine).output("y", v.read().add(1)).compile();
        engine.close();
        assertThrows(IllegalStateException.class, p::open);
        assertThrows(IllegalStateException.class, v::value);
        engine.close();
    }

    @Test
    void aRefusedTextIsAnErrorThatNamesIt() {
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(4));
            Simt.fail("cuModuleLoadData", 1, 218);
            DeviceException e = assertThrows(
                    DeviceException.class,
                    () -> Program.builder(engine).output("y", x.exp()).compile());
            assertTrue(e.getMessage().contains("cuModuleLoadData of generated kernels"), e.getMessage());
            assertTrue(e.getMessage().contains("CUDA_ERROR_INVALID_PTX"), e.getMessage());
        }
    }

    @Test
    void anUnknownDeviceIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Engine.open("cuda:9", 1));
        assertTrue(e.getMessage().contains("from 0 to"), e.getMessage());
    }

    @Test
    void severalDevicesAreThere() {
        try (Engine first = Engine.open("cuda:0", 1);
                Engine second = Engine.open("cuda:1", 1)) {
            Variable a = first.variable("a", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(3)), 1));
            Variable b = second.variable("b", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(3)), 2));
            assertEquals("cuda:1", second.device());
            assertEquals(3, a.value().get(2) + b.value().get(2));
        }
    }
}
