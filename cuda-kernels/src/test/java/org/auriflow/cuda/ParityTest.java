package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.stream.Stream;
import org.auriflow.engine.BackendParity;
import org.auriflow.engine.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation and its cotangents give on the device, here its executor on the processor, what the CPU backend gives. */
class ParityTest {
    private static final int[] ORDERS = {0, 1, 7};
    private static Engine cpu;
    private static Engine cuda;

    @BeforeAll
    static void open() {
        Simt.assumeLoaded();
        cpu = Engine.cpu(1);
        cuda = Engine.open("cuda:0", 1);
    }

    @AfterAll
    static void close() {
        if (cuda != null) {
            Simt.order(0);
            cpu.close();
            cuda.close();
        }
    }

    static Stream<BackendParity.Case> cases() {
        return BackendParity.cases(1, 1, 13, 207, 4098);
    }

    /** Threads and blocks run in another order from case to case: a race would show as a difference. */
    @ParameterizedTest
    @MethodSource("cases")
    void devicesAgree(BackendParity.Case c) {
        Simt.order(ORDERS[Math.floorMod(c.toString().hashCode(), ORDERS.length)]);
        assertNull(c.difference(cpu, cuda));
    }
}
