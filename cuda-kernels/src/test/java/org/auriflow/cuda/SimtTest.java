package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The executor runs kernels as a device does, and finds what is wrong with wrong ones. */
final class SimtTest {
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

    @Test
    void blocksSumThroughSharedMemoryAndShuffles() {
        int n = 1000;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 7 - 3;
        }
        CUfunction sum = device.compiled("simt_sum");
        CUdeviceptr in = device.upload(x);
        for (int order : new int[] {0, 1, 2, 12345}) {
            Simt.order(order);
            CUdeviceptr out = device.allocate(4 * 8);
            device.launch(sum, 4, 256, 1024, n, in, out);
            float[] sums = device.floats(out, 8);
            for (int block = 0; block < 4; block++) {
                float expected = 0;
                for (int i = 256 * block; i < Math.min(n, 256 * (block + 1)); i++) {
                    expected += x[i];
                }
                assertEquals(expected, sums[2 * block]);
                assertEquals(expected, sums[2 * block + 1]);
            }
        }
    }

    @Test
    void lanesExchangeValues() {
        CUfunction warp = device.compiled("simt_warp");
        CUdeviceptr in = device.upload(IntStream.range(0, 64).toArray());
        for (int order : new int[] {0, 1, 5}) {
            Simt.order(order);
            CUdeviceptr out = device.allocate(4 * 576);
            device.launch(warp, 1, 64, 0, in, out);
            int[] y = device.ints(out, 576);
            for (int t = 0; t < 64; t++) {
                int lane = t % 8;
                int first = t / 32 * 32;
                int[] expected = {
                    first + 5,
                    lane < 3 ? t : t - 3,
                    lane + 3 > 7 ? t : t + 3,
                    t ^ 6,
                    t / 8 * 8 + 3,
                    0xaaaaaaaa,
                    t < 32 ? 3 : 2,
                    t % 2 == 1 ? t ^ 2 : t ^ 4,
                    2 * (t ^ 1) + 1
                };
                for (int k = 0; k < expected.length; k++) {
                    assertEquals(expected[k], y[64 * k + t], "function " + k + " of thread " + t);
                }
            }
        }
    }

    @Test
    void ordersPermuteBlocksAndThreads() {
        CUfunction f = device.compiled("simt_order");
        int[][] blocks = new int[3][];
        for (int order = 0; order < 3; order++) {
            Simt.order(order);
            CUdeviceptr threads = device.allocate(4 * 40);
            CUdeviceptr out = device.allocate(4 * 5);
            device.launch(f, 5, 8, 0, device.upload(0), out, threads);
            blocks[order] = device.ints(out, 5);
            int[] turn = Arrays.copyOf(device.ints(threads, 40), 8);
            if (order < 2) {
                int last = order == 0 ? 7 : 0;
                assertEquals(last, turn[7]);
            }
            Arrays.sort(turn);
            assertArrayEquals(IntStream.range(0, 8).toArray(), turn);
        }
        assertArrayEquals(new int[] {0, 1, 2, 3, 4}, blocks[0]);
        assertArrayEquals(new int[] {4, 3, 2, 1, 0}, blocks[1]);
        int[] sorted = blocks[2].clone();
        Arrays.sort(sorted);
        assertArrayEquals(blocks[0], sorted);
    }

    @Test
    void argumentsTravelByValue() {
        CUdeviceptr out = device.allocate(4 * 7);
        device.launch(device.compiled("simt_by_value"), 1, 1, 0, new int[] {1, 2, 3, 4}, 5.5, 6L << 32, 7, out);
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7}, device.ints(out, 7));
    }

    @Test
    void functionsGiveWhatADeviceGives() {
        CUdeviceptr f = device.allocate(4 * 5);
        CUdeviceptr i = device.allocate(4 * 10);
        device.launch(device.compiled("simt_functions"), 1, 1, 0, f, i);
        float fused = Math.fma(1.1f, 1.1f, -1.21f);
        assertArrayEquals(new float[] {3, 0, 1.1f * 1.1f - 1.21f, fused, 0.5f}, device.floats(f, 5));
        assertArrayEquals(
                new int[] {8, 31, 4, 1 << 31, 3, Integer.MIN_VALUE, 0, 3, 5 + 9 + 1 + 7, 52}, device.ints(i, 10));
    }

    @Test
    void memoryIsNaNUntilItIsWritten() {
        CUdeviceptr out = device.allocate(4 * 256);
        assertTrue(Float.isNaN(device.floats(out, 1)[0]));
        device.launch(device.compiled("simt_uninitialised"), 2, 64, 256, out);
        for (float x : device.floats(out, 256)) {
            assertTrue(Float.isNaN(x));
        }
    }

    private void expectReport(String error, String... parts) {
        device.expectFailure(error);
        for (String part : parts) {
            assertTrue(Simt.lastReport().contains(part), Simt.lastReport());
        }
        SimtDevice.reset();
    }

    @Test
    void divergentBarriersAreNamed() {
        CUdeviceptr out = device.allocate(4 * 64);
        device.launch(device.compiled("simt_bad_barrier"), 1, 64, 0, 40, out);
        expectReport(
                "CUDA_ERROR_LAUNCH_FAILED",
                "kernel simt_bad_barrier: divergent barrier: block (0,0,0) thread (0,0,0) waits in __syncthreads at"
                        + " line",
                "thread (63,0,0) has returned without it");
        device.launch(device.compiled("simt_bad_barriers"), 2, 64, 0, 40, out);
        expectReport("CUDA_ERROR_LAUNCH_FAILED", "simt_bad_barriers", "block (0,0,0) thread (40,0,0)", "at line");
        device.launch(device.compiled("simt_bad_warp"), 1, 32, 0, 3, out);
        expectReport("CUDA_ERROR_LAUNCH_FAILED", "divergent warp", "thread (0,0,0)", "thread (3,0,0)");
        // As devices have it: who has returned is not waited for.
        Simt.strict(false);
        device.launch(device.compiled("simt_bad_barrier"), 1, 64, 0, 40, out);
        assertEquals(1, device.floats(out, 64)[63]);
    }

    @Test
    void aMissingBarrierShowsInEveryOrder() {
        float[] x = new float[64];
        for (int i = 0; i < 64; i++) {
            x[i] = i;
        }
        for (int order = 0; order < 3; order++) {
            Simt.order(order);
            CUdeviceptr out = device.allocate(4 * 64);
            device.launch(device.compiled("simt_bad_race"), 1, 64, 0, device.upload(x), out);
            float[] y = device.floats(out, 64);
            assertNotEquals(
                    0, IntStream.range(0, 64).filter(i -> y[i] != x[63 - i]).count());
        }
    }

    @Test
    void writesOutsideOfAnAllocationAreFound() {
        CUfunction write = device.compiled("simt_bad_write");
        CUdeviceptr out = device.allocate(4 * 10);
        device.launch(write, 1, 10, 0, 0L, out);
        SimtDevice.check(JCudaDriver.cuCtxSynchronize());
        // Into the guard zone behind it, and that before it.
        for (long at : new long[] {1, -1}) {
            device.launch(write, 1, 10, 0, at, out);
            expectReport(
                    "CUDA_ERROR_ILLEGAL_ADDRESS", "kernel simt_bad_write wrote outside of an allocation of 40 bytes");
        }
        // Beyond it.
        device.launch(write, 1, 1, 0, 70L, out);
        expectReport(
                "CUDA_ERROR_ILLEGAL_ADDRESS",
                "kernel simt_bad_write writes address",
                "240 bytes past the end of",
                "40 bytes");
        CUfunction read = device.compiled("simt_bad_read");
        device.launch(read, 1, 1, 0, 1L << 30, out, out);
        expectReport(
                "CUDA_ERROR_ILLEGAL_ADDRESS", "kernel simt_bad_read reads address", "memory that is not allocated");
        CUdeviceptr freed = device.upload(1f);
        SimtDevice.check(JCudaDriver.cuMemFree(freed));
        device.launch(read, 1, 1, 0, 0L, freed, out);
        expectReport("CUDA_ERROR_ILLEGAL_ADDRESS", "in an allocation of 4 bytes that was freed", "thread (0,0,0)");
        device.launch(read, 1, 1, 0, 0L, new CUdeviceptr(), out);
        expectReport("CUDA_ERROR_ILLEGAL_ADDRESS", "an address that is null");
    }

    @Test
    void whatWouldEndTheProcessIsAnError() {
        CUdeviceptr out = device.allocate(4);
        device.launch(device.compiled("simt_bad_division"), 1, 1, 0, 1, 0, out);
        expectReport("CUDA_ERROR_LAUNCH_FAILED", "kernel simt_bad_division divides an integer by 0");
        device.launch(device.compiled("simt_bad_stack"), 1, 1, 0, 1, out);
        expectReport("CUDA_ERROR_ILLEGAL_ADDRESS", "kernel simt_bad_stack");
        // And kernels run as before.
        device.launch(device.compiled("simt_bad_barrier"), 1, 64, 0, 64, device.allocate(256));
        SimtDevice.check(JCudaDriver.cuCtxSynchronize());
    }

    @Test
    void aDeviceDoesNotAccessTheMemoryOfAnother() {
        CUdeviceptr here = device.upload(1f);
        try (SimtDevice other = new SimtDevice(1)) {
            CUdeviceptr there = other.upload(2f);
            assertEquals(1, Simt.liveAllocations(0));
            assertEquals(4, Simt.liveBytes(1));
            SimtDevice.check(JCudaDriver.cuMemcpyDtoD(there, here, 4));
            assertEquals(1, other.floats(there, 1)[0]);
            other.launch(other.compiled("simt_scale"), 1, 1, 0, 1, 2f, here, there);
            other.expectFailure("CUDA_ERROR_ILLEGAL_ADDRESS");
            assertTrue(Simt.lastReport().contains("on device 0"), Simt.lastReport());
            // The first device has seen nothing of that.
            device.makeCurrent();
            assertEquals(1, device.floats(here, 1)[0]);
        }
        device.makeCurrent();
    }

    @Test
    void launchesAreChecked() {
        CUdeviceptr out = device.allocate(4 * 64);
        CUfunction f = device.compiled("simt_bad_barrier");
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", SimtDevice.launchOn(null, f, 1, 2048, 0, 64, out));
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", SimtDevice.launchOn(null, f, 0, 64, 0, 64, out));
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", SimtDevice.launchOn(null, f, 1, 64, 64 << 10, 64, out));
        SimtDevice.check(JCudaDriver.cuFuncSetAttribute(f, 8, 64 << 10));
        SimtDevice.check(SimtDevice.launchOn(null, f, 1, 64, 64 << 10, 64, out));
        SimtDevice.expect("CUDA_ERROR_INVALID_HANDLE", SimtDevice.launchOn(null, new CUfunction(), 1, 1, 0));
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", JCudaDriver.cuMemcpyHtoD(out, Pointer.to(new float[65]), 260));
    }
}
