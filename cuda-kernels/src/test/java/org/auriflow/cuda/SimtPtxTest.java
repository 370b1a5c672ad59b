package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The interpreter of generated PTX computes what the text says, and refuses what is no PTX. */
final class SimtPtxTest {
    private static final int[] ORDERS = {0, 1, 5};

    private SimtDevice device;

    @BeforeEach
    void open() {
        Simt.assumeLoaded();
        device = new SimtDevice(0);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    /** A kernel of two pointers and a number: {@code %r0} is the thread, {@code %a2} and {@code %a3} its elements. */
    private static String kernel(String declarations, String body) {
        return """
                .visible .entry k(
                    .param .u64 p0,
                    .param .u64 p1,
                    .param .u32 n
                )
                .maxntid 256, 1, 1
                {
                    .reg .pred %p<4>;
                    .reg .b32 %r<8>;
                    .reg .b64 %a<8>;
                    .reg .f32 %f<8>;
                    .reg .f64 %d<8>;
                    mov.u32 %r1, %ctaid.x;
                    mov.u32 %r2, %ntid.x;
                    mov.u32 %r3, %tid.x;
                    mad.lo.s32 %r0, %r1, %r2, %r3;
                    ld.param.u64 %a0, [p0];
                    ld.param.u64 %a1, [p1];
                    cvta.to.global.u64 %a0, %a0;
                    mul.wide.u32 %a4, %r0, 4;
                    add.s64 %a2, %a0, %a4;
                    add.s64 %a3, %a1, %a4;
                """ + declarations + body + "DONE:\n    ret;\n}\n";
    }

    private CUfunction build(String body) {
        return device.generated("", kernel("", body), "k");
    }

    private float[] run(CUfunction f, int blocks, int threads, int results, int n, float... x) {
        CUdeviceptr out = device.allocate(4L * results);
        device.launch(f, blocks, threads, 0, device.upload(x), out, n);
        return device.floats(out, results);
    }

    @Test
    void threadsTakeDifferentWays() {
        // y = x < 0 ? the sum of 0 … thread : x², by branches and a loop, the last threads out of range.
        CUfunction f = build("""
                    ld.param.u32 %r4, [n];
                    setp.ge.u32 %p0, %r0, %r4;
                    @%p0 bra DONE;
                    ld.global.nc.f32 %f0, [%a2];
                    setp.lt.f32 %p1, %f0, 0f00000000;
                    @!%p1 bra SQUARE;
                    mov.f32 %f1, 0f00000000;
                    mov.u32 %r5, 0;
                LOOP:
                    setp.gt.s32 %p2, %r5, %r3;
                    @%p2 bra STORE;
                    cvt.rn.f32.s32 %f2, %r5;
                    add.rn.f32 %f1, %f1, %f2;
                    add.s32 %r5, %r5, 1;
                    bra.uni LOOP;
                SQUARE:
                    mul.rn.f32 %f1, %f0, %f0;
                STORE:
                    @%p1 add.rn.f32 %f1, %f1, 0f3F800000;
                    st.global.f32 [%a3], %f1;
                """);
        float[] x = new float[50];
        for (int i = 0; i < 50; i++) {
            x[i] = i % 3 == 0 ? -i - 1 : i;
        }
        for (int order : ORDERS) {
            Simt.order(order);
            float[] y = run(f, 2, 32, 64, 50, x);
            for (int i = 0; i < 64; i++) {
                int t = i % 32;
                float expected = i >= 50 ? Float.NaN : x[i] < 0 ? t * (t + 1) / 2f + 1 : x[i] * x[i];
                assertEquals(expected, y[i], "order " + order + ", element " + i);
            }
        }
    }

    @Test
    void elementsTravelInVectorsAndBytes() {
        CUfunction f = build("""
                    mul.wide.u32 %a5, %r0, 16;
                    add.s64 %a6, %a0, %a5;
                    ld.global.v4.f32 {%f0, %f1, %f2, %f3}, [%a6];
                    add.s64 %a6, %a1, %a5;
                    st.global.v2.f32 [%a6+8], {%f0, %f1};
                    st.global.v2.b32 [%a6], {%f2, %f3};
                    ld.global.v4.u8 {%r4, %r5, %r6, %r7}, [%a6+12];
                    ld.global.s8 %r1, [%a6+15];
                    add.u32 %r4, %r7, %r1;
                    shr.u32 %r4, %r4, 1;
                    st.global.u8 [%a6+12], %r4;
                """);
        float[] y = run(f, 1, 2, 8, 8, 1, 2, 3, 4, 5, -6, 7, 8);
        // 2 is 0x40000000 and −6 is 0xC0C00000: half of the highest byte plus itself extended by its sign goes to the
        // lowest.
        float two = Float.intBitsToFloat(0x40000000 | (0x40 + 0x40) / 2);
        float six = Float.intBitsToFloat(0xC0C00000 | (0xC0 - 0x40) / 2);
        assertArrayEquals(new float[] {3, 4, 1, two, 7, 8, 5, six}, y);
    }

    @Test
    void functionsOfTheLibraryAreCalled() {
        String declarations = """
                .visible .func  (.param .b32 func_retval0) simt_f_f(
                	.param .b32 simt_f_f_param_0
                )
                { ret; }
                .func (.param .b32 r) simt_fff_f(.param .b32 a, .param .b32 b, .param .b32 c) { ret; }
                .func (.param .b64 r) simt_dd_d(.param .b64 a, .param .b64 b);
                .func (.param .b32 r) simt_ii_i(.param .b32 a, .param .b32 b);
                .func (.param .b32 r) simt_d_i(.param .b64 a);
                .func (.param .b64 r) simt_mixed(.param .b32 a, .param .b64 b, .param .b64 c, .param .b32 d);
                """;
        String body = """
                    ld.global.f32 %f0, [%a2];
                    cvt.f64.f32 %d0, %f0;
                    mov.u64 %a5, 4294967296;
                {
                    .param .f32 in;
                    .param .f32 out;
                    st.param.f32 [in], %f0;
                    call (out), simt_f_f, (in);
                    ld.param.f32 %f1, [out];
                }
                {
                    .param .b32 in0;
                    st.param.f32 [in0], %f0;
                    .param .b32 in1;
                    st.param.f32 [in1], %f1;
                    .param .b32 in2;
                    st.param.f32 [in2], 0f3F800000;
                    .param .b32 out;
                    call.uni (out), simt_fff_f, (in0, in1, in2);
                    ld.param.f32 %f2, [out];
                }
                {
                    .param .b64 in0;
                    .param .b64 in1;
                    .param .b64 out;
                    st.param.f64 [in0], %d0;
                    st.param.f64 [in1], 0d4010000000000000;
                    call.uni (out), simt_dd_d, (in0, in1);
                    ld.param.f64 %d1, [out];
                    .param .b32 back;
                    call.uni (back), simt_d_i, (in0);
                    ld.param.b32 %r4, [back];
                    .param .b32 a;
                    .param .b32 b;
                    .param .b32 c;
                    st.param.b32 [a], %r4;
                    st.param.b32 [b], 3;
                    call.uni (c), simt_ii_i, (a, b);
                    ld.param.b32 %r5, [c];
                    .param .b64 l;
                    .param .f32 f;
                    .param .b64 sum;
                    st.param.b64 [l], %a5;
                    st.param.f32 [f], %f1;
                    call.uni (sum), simt_mixed, (a, in0, l, f);
                    ld.param.f64 %d2, [sum];
                }
                    cvt.rn.f32.f64 %f3, %d1;
                    sub.rn.f64 %d2, %d2, 0d41F0000000000000;
                    cvt.rn.f32.f64 %f5, %d2;
                    cvt.rn.f32.s32 %f4, %r5;
                    mul.wide.u32 %a4, %r0, 20;
                    add.s64 %a3, %a1, %a4;
                    st.global.f32 [%a3], %f1;
                    st.global.f32 [%a3+4], %f2;
                    st.global.f32 [%a3+8], %f3;
                    st.global.f32 [%a3+12], %f4;
                    st.global.f32 [%a3+16], %f5;
                """;
        CUdeviceptr out = device.allocate(4 * 15);
        device.launch(
                device.generated(declarations, kernel("", body), "k"), 1, 3, 0, device.upload(1f, 2f, 7f), out, 0);
        float[] y = device.floats(out, 15);
        for (int i = 0; i < 3; i++) {
            float x = i == 2 ? 7 : i + 1;
            float[] expected = {x + 0.5f, x * (x + 0.5f) - 1, x / 4, x - 3, x + x + x + 0.5f};
            assertArrayEquals(expected, java.util.Arrays.copyOfRange(y, 5 * i, 5 * i + 5));
        }
    }

    private static final String REVERSE = """
                    ld.global.f32 %%f0, [%%a2];
                    mul.wide.u32 %%a5, %%r3, 4;
                    mov.u64 %%a6, tile;
                    add.s64 %%a5, %%a6, %%a5;
                    st.shared.f32 [%%a5], %%f0;
                    %s
                    sub.u32 %%r4, 63, %%r3;
                    shl.b32 %%r4, %%r4, 2;
                    ld.shared.f32 %%f1, [%%r4];
                    st.global.f32 [%%a3], %%f1;
                    ld.shared.f32 %%f2, [tile+8];
                    st.shared.f32 [last], %%f2;
                """;

    @Test
    void tilesAreExchangedThroughSharedMemory() {
        String shared = "    .shared .align 16 .b8 tile[256];\n    .shared .align 4 .f32 last[1];\n";
        CUfunction right = device.generated("", kernel(shared, REVERSE.formatted("bar.sync 0;")), "k");
        CUfunction wrong = device.generated("", kernel(shared, REVERSE.formatted("")), "k");
        float[] x = new float[64];
        for (int i = 0; i < 64; i++) {
            x[i] = i;
        }
        for (int order : ORDERS) {
            Simt.order(order);
            float[] y = run(right, 1, 64, 64, 0, x);
            for (int i = 0; i < 64; i++) {
                assertEquals(x[63 - i], y[i]);
            }
            CUdeviceptr out = device.allocate(256);
            device.launch(wrong, 1, 64, 0, device.upload(x), out, 0);
            device.expectFailure("CUDA_ERROR_LAUNCH_FAILED");
            assertTrue(Simt.lastReport().contains("race: "), Simt.lastReport());
            assertTrue(Simt.lastReport().contains("of shared memory that thread"), Simt.lastReport());
            SimtDevice.reset();
        }
    }

    @Test
    void threadsThatMissABarrierAreNamed() {
        CUfunction f = build("""
                    setp.lt.u32 %p0, %r3, 40;
                    @!%p0 bra DONE;
                    bar.sync 0;
                """);
        for (int order : ORDERS) {
            Simt.order(order);
            device.launch(f, 1, 64, 0, device.upload(1f), device.upload(1f), 0);
            device.expectFailure("CUDA_ERROR_LAUNCH_FAILED");
            String report = Simt.lastReport();
            assertTrue(report.contains("divergent barrier: thread (40,0,0) has returned"), report);
            SimtDevice.reset();
        }
    }

    private void expectFailure(String body, String error, String... parts) {
        device.launch(build(body), 1, 8, 0, device.upload(1, 2, 3, 4), device.allocate(16), 0);
        device.expectFailure(error);
        for (String part : parts) {
            assertTrue(Simt.lastReport().contains(part), Simt.lastReport());
        }
        SimtDevice.reset();
    }

    @Test
    void everyAccessIsChecked() {
        expectFailure(
                "    ld.global.f32 %f0, [%a2];\n",
                "CUDA_ERROR_ILLEGAL_ADDRESS",
                "kernel k: line 27 \"ld.global.f32 %f0, [%a2];\"",
                "0 bytes past the end of an allocation of 16 bytes",
                "block (0,0,0) thread (4,0,0)");
        expectFailure(
                "    st.global.u8 [%a3+-4], %r0;\n", "CUDA_ERROR_ILLEGAL_ADDRESS", "4 bytes before an allocation");
        expectFailure("    ld.global.v2.f32 {%f0, %f1}, [%a2];\n", "CUDA_ERROR_MISALIGNED_ADDRESS", "thread (1,0,0)");
        Simt.command("limit 1000");
        expectFailure("LOOP:\n    bra LOOP;\n", "CUDA_ERROR_LAUNCH_TIMEOUT", "runs without an end");
    }

    private void expectRefusal(String body, String... parts) {
        String text = ".version 8.0\n.target sm_75\n.address_size 64\n// auriflow: generated\n" + kernel("", body);
        SimtDevice.expect("CUDA_ERROR_INVALID_PTX", JCudaDriver.cuModuleLoadData(new CUmodule(), text));
        for (String part : parts) {
            assertTrue(Simt.lastReport().contains(part), Simt.lastReport());
        }
    }

    @Test
    void whatIsNoPtxIsRefused() {
        expectRefusal("    frob.f32 %f0, %f1;\n", "line 27: an instruction that is not known: frob.f32");
        expectRefusal("    add.f32 %f0, %f1, %f2;\n", "write add.rn.f32, which is never contracted");
        expectRefusal("    add.s32 %f0, %r1, %r2;\n", "register %f0 of type .f32 where .s32 is required");
        expectRefusal("    add.s64 %a0, %a1, %r2;\n", "register %r2 of type .b32 where .s64 is required");
        expectRefusal("    add.s32 %r0, %r1;\n", "requires 3 operands, got 2");
        expectRefusal("    mov.f32 %f0, 1;\n", "not a number of type .f32");
        expectRefusal("    add.s32 %r0, %r1, 4294967296;\n", "not a number of type .s32");
        expectRefusal("    mov.u32 %x, 1;\n", "not a register: %x");
        expectRefusal("    bra NOWHERE;\n", "no label NOWHERE");
        expectRefusal("    cvt.s32.f32 %r0, %f0;\n", "not known: cvt.s32.f32");
        expectRefusal("    ld.param.u64 %a0, [n];\n", "outside of parameter n");
        expectRefusal("    call (x), f, (y);\n", "not a parameter of a call: x");
        expectRefusal("    {\n    .param .b32 x;\n    call (x), nothing;\n    }\n", "no function nothing");
        expectRefusal("    {\n    .param .b32 x;\n    call (x), simt_ii_i;\n    }\n", "not declared before the mark");
    }

    @Test
    void aRefusalIsInTheLogOfTheLoader() {
        JITOptions options = new JITOptions();
        options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, 200);
        options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[200]);
        String text = ".version 8.0\n.target sm_75\n// auriflow: generated\n.entry k() { nop; }\0";
        Pointer image = Pointer.to(text.getBytes(StandardCharsets.US_ASCII));
        SimtDevice.expect("CUDA_ERROR_INVALID_PTX", JCudaDriver.cuModuleLoadDataJIT(new CUmodule(), image, options));
        String log = options.getString(CUjit_option.CU_JIT_ERROR_LOG_BUFFER);
        assertTrue(log.contains("line 4: an instruction that is not known: nop"), log);
    }

    @Test
    void faultsOfCalledFunctionsAreErrors() {
        String body = """
                {
                    .param .b32 a;
                    .param .b32 b;
                    .param .b32 c;
                    st.param.b32 [a], 1;
                    st.param.b32 [b], 0;
                    call.uni (c), simt_quotient, (a, b);
                }
                """;
        String declaration = ".func (.param .b32 r) simt_quotient(.param .b32 a, .param .b32 b);\n";
        CUfunction f = device.generated(declaration, kernel("", body), "k");
        device.launch(f, 1, 8, 0, device.upload(1f), device.upload(1f), 0);
        device.expectFailure("CUDA_ERROR_LAUNCH_FAILED");
        assertTrue(Simt.lastReport().contains("divides an integer by 0"), Simt.lastReport());
        assertTrue(Simt.lastReport().contains("call.uni (c), simt_quotient"), Simt.lastReport());
    }
}
