package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The executor's driver answers as CUDA's: streams, capture, graphs, memory, errors that are asked for, cuBLAS. */
final class SimtDriverTest {
    private static final int NON_BLOCKING = 1;

    private SimtDevice device;
    private final CUstream stream = new CUstream();

    @BeforeEach
    void open() {
        Simt.assumeLoaded();
        device = new SimtDevice(0);
        SimtDevice.check(JCudaDriver.cuStreamCreate(stream, NON_BLOCKING));
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    private void begin(int mode) {
        SimtDevice.check(JCudaDriver.cuStreamBeginCapture(stream, mode));
    }

    private CUgraphExec end() {
        CUgraph graph = new CUgraph();
        SimtDevice.check(JCudaDriver.cuStreamEndCapture(stream, graph));
        CUgraphExec executable = new CUgraphExec();
        SimtDevice.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0));
        SimtDevice.check(JCudaDriver.cuGraphDestroy(graph));
        return executable;
    }

    private void scale(CUfunction f, float factor, CUdeviceptr x, CUdeviceptr y) {
        SimtDevice.check(SimtDevice.launchOn(stream, f, 1, 32, 0, 3, factor, x, y));
    }

    @Test
    void aGraphRunsWhatWasCaptured() {
        CUfunction f = device.compiled("simt_scale");
        CUdeviceptr x = device.upload(1f, 2f, 3f);
        CUdeviceptr y = device.upload(7f, 7f, 7f);
        int executed = Simt.kernelsExecuted();
        begin(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
        scale(f, 2, x, x);
        SimtDevice.check(JCudaDriver.cuMemcpyDtoDAsync(y, x, 8, stream));
        SimtDevice.check(JCudaDriver.cuMemsetD8Async(y, (byte) 0, 4, stream));
        CUgraph graph = new CUgraph();
        SimtDevice.check(JCudaDriver.cuStreamEndCapture(stream, graph));
        long[] count = new long[1];
        SimtDevice.check(JCudaDriver.cuGraphGetNodes(graph, null, count));
        assertEquals(3, count[0]);
        CUgraphNode[] nodes = {new CUgraphNode(), new CUgraphNode(), new CUgraphNode()};
        SimtDevice.check(JCudaDriver.cuGraphGetNodes(graph, nodes, count));
        for (int i = 0; i < 3; i++) {
            int[] type = new int[1];
            SimtDevice.check(JCudaDriver.cuGraphNodeGetType(nodes[i], type));
            assertEquals(i, type[0]);
        }
        CUgraphExec executable = new CUgraphExec();
        SimtDevice.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0));
        assertEquals(2, Simt.liveGraphs());
        assertEquals(executed, Simt.kernelsExecuted());
        assertArrayEquals(new float[] {1, 2, 3}, device.floats(x, 3));
        SimtDevice.check(JCudaDriver.cuGraphUpload(executable, stream));
        for (int i = 0; i < 3; i++) {
            SimtDevice.check(JCudaDriver.cuGraphLaunch(executable, stream));
        }
        SimtDevice.check(JCudaDriver.cuStreamSynchronize(stream));
        assertArrayEquals(new float[] {8, 16, 24}, device.floats(x, 3));
        assertArrayEquals(new float[] {0, 16, 7}, device.floats(y, 3));
        assertEquals(executed + 3, Simt.kernelsExecuted());
        SimtDevice.check(JCudaDriver.cuGraphExecDestroy(executable));
        SimtDevice.check(JCudaDriver.cuGraphDestroy(graph));
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", JCudaDriver.cuGraphLaunch(executable, stream));
        assertEquals(0, Simt.liveGraphs());
    }

    @Test
    void otherStreamsJoinACapture() {
        CUfunction f = device.compiled("simt_scale");
        CUdeviceptr x = device.upload(1f, 1f, 1f);
        CUstream side = new CUstream();
        SimtDevice.check(JCudaDriver.cuStreamCreate(side, NON_BLOCKING));
        CUevent fork = new CUevent();
        CUevent join = new CUevent();
        SimtDevice.check(JCudaDriver.cuEventCreate(fork, 0));
        SimtDevice.check(JCudaDriver.cuEventCreate(join, 0));
        for (boolean joined : new boolean[] {true, false}) {
            begin(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
            scale(f, 2, x, x);
            SimtDevice.check(JCudaDriver.cuEventRecord(fork, stream));
            SimtDevice.check(JCudaDriver.cuStreamWaitEvent(side, fork, 0));
            SimtDevice.check(SimtDevice.launchOn(side, f, 1, 32, 0, 3, 5f, x, x));
            SimtDevice.check(JCudaDriver.cuEventRecord(join, side));
            if (joined) {
                SimtDevice.check(JCudaDriver.cuStreamWaitEvent(stream, join, 0));
                SimtDevice.check(JCudaDriver.cuGraphLaunch(end(), stream));
                assertArrayEquals(new float[] {10, 10, 10}, device.floats(x, 3));
            } else {
                CUgraph none = new CUgraph();
                SimtDevice.expect("CUDA_ERROR_STREAM_CAPTURE_UNJOINED", JCudaDriver.cuStreamEndCapture(stream, none));
            }
            SimtDevice.expect("CUDA_ERROR_CAPTURED_EVENT", JCudaDriver.cuEventQuery(fork));
        }
    }

    private void expectInvalidated() {
        SimtDevice.expect(
                "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED", JCudaDriver.cuStreamEndCapture(stream, new CUgraph()));
        int[] status = {9};
        SimtDevice.check(JCudaDriver.cuStreamIsCapturing(stream, status));
        assertEquals(0, status[0]);
    }

    @Test
    void waitingAndAllocatingEndACapture() {
        for (int mode : new int[] {0, 1}) {
            begin(mode);
            SimtDevice.expect("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", JCudaDriver.cuStreamSynchronize(stream));
            expectInvalidated();
            begin(mode);
            SimtDevice.expect("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", JCudaDriver.cuMemAlloc(new CUdeviceptr(), 16));
            expectInvalidated();
            begin(mode);
            SimtDevice.expect("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", JCudaDriver.cuCtxSynchronize());
            expectInvalidated();
        }
        begin(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED);
        device.allocate(16);
        end();
        SimtDevice.expect("CUDA_ERROR_ILLEGAL_STATE", JCudaDriver.cuStreamEndCapture(stream, new CUgraph()));
    }

    @Test
    void capturesOfOtherThreadsMatterByTheirMode() throws InterruptedException {
        int[] codes = new int[3];
        begin(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
        elsewhere(() -> codes[0] = JCudaDriver.cuMemAlloc(new CUdeviceptr(), 16));
        SimtDevice.check(codes[0]);
        end();
        begin(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL);
        elsewhere(() -> {
            int[] mode = {CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL};
            SimtDevice.check(JCudaDriver.cuThreadExchangeStreamCaptureMode(mode));
            codes[1] = JCudaDriver.cuMemAlloc(new CUdeviceptr(), 16);
            SimtDevice.check(JCudaDriver.cuThreadExchangeStreamCaptureMode(mode));
            codes[2] = JCudaDriver.cuMemAlloc(new CUdeviceptr(), 16);
        });
        SimtDevice.check(codes[1]);
        SimtDevice.expect("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", codes[2]);
        expectInvalidated();
    }

    private void elsewhere(Runnable work) throws InterruptedException {
        Thread thread = new Thread(() -> {
            device.makeCurrent();
            work.run();
        });
        thread.start();
        thread.join();
    }

    @Test
    void memoryIsLimited() {
        Simt.memory(1000);
        long[] free = new long[1];
        long[] total = new long[1];
        CUdeviceptr first = device.allocate(600);
        SimtDevice.expect("CUDA_ERROR_OUT_OF_MEMORY", JCudaDriver.cuMemAlloc(new CUdeviceptr(), 500));
        SimtDevice.check(JCudaDriver.cuMemGetInfo(free, total));
        assertEquals(400, free[0]);
        assertEquals(1000, total[0]);
        SimtDevice.check(JCudaDriver.cuMemFree(first));
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", JCudaDriver.cuMemFree(first));
        device.allocate(1000);
        assertEquals(1000, Simt.liveBytes(0));
        assertEquals(1, Simt.liveAllocations());
    }

    @Test
    void callsFailWhenAsked() {
        Simt.fail("cuMemAlloc", 2, 2);
        Simt.fail("cuStreamSynchronize", 1, 700);
        device.allocate(16);
        SimtDevice.expect("CUDA_ERROR_OUT_OF_MEMORY", JCudaDriver.cuMemAlloc(new CUdeviceptr(), 16));
        device.allocate(16);
        SimtDevice.expect("CUDA_ERROR_ILLEGAL_ADDRESS", JCudaDriver.cuStreamSynchronize(stream));
        SimtDevice.check(JCudaDriver.cuStreamSynchronize(stream));
        int code = JCudaDriver.cuModuleLoadData(new CUmodule(), "simt: nonsense 1");
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", code);
    }

    @Test
    void lazyWorkRunsWhenSomethingWaits() {
        Simt.lazy(true);
        CUfunction f = device.compiled("simt_scale");
        CUdeviceptr x = device.upload(1f, 2f, 3f);
        Pointer pinned = new Pointer();
        SimtDevice.check(JCudaDriver.cuMemHostAlloc(pinned, 12, 0));
        FloatBuffer host = pinned.getByteBuffer(0, 12)
                .order(java.nio.ByteOrder.nativeOrder())
                .asFloatBuffer();
        scale(f, 2, x, x);
        SimtDevice.check(JCudaDriver.cuMemcpyDtoHAsync(pinned, x, 12, stream));
        assertTrue(Float.isNaN(host.get(0)));
        SimtDevice.expect("CUDA_ERROR_NOT_READY", JCudaDriver.cuStreamQuery(stream));
        assertEquals(2, host.get(0));
        SimtDevice.check(JCudaDriver.cuStreamQuery(stream));
        assertEquals(1, Simt.livePinned());
        SimtDevice.check(JCudaDriver.cuMemFreeHost(pinned));
        assertEquals(0, Simt.livePinned());
    }

    @Test
    void eventsMeasureTime() {
        CUevent begin = new CUevent();
        CUevent end = new CUevent();
        SimtDevice.check(JCudaDriver.cuEventCreate(begin, 0));
        SimtDevice.check(JCudaDriver.cuEventCreate(end, 0));
        float[] milliseconds = {-1};
        SimtDevice.expect("CUDA_ERROR_INVALID_HANDLE", JCudaDriver.cuEventElapsedTime(milliseconds, begin, end));
        SimtDevice.check(JCudaDriver.cuEventRecord(begin, stream));
        SimtDevice.check(JCudaDriver.cuEventRecord(end, stream));
        SimtDevice.check(JCudaDriver.cuEventSynchronize(end));
        SimtDevice.check(JCudaDriver.cuEventElapsedTime(milliseconds, begin, end));
        assertTrue(milliseconds[0] >= 0);
        SimtDevice.check(JCudaDriver.cuEventDestroy(begin));
        assertEquals(1, Simt.liveEvents());
    }

    @Test
    void modulesAndFunctionsAreFoundByName() {
        SimtDevice.expect("CUDA_ERROR_INVALID_IMAGE", JCudaDriver.cuModuleLoadData(new CUmodule(), "no ptx"));
        CUmodule module =
                device.load(".version 8.0\n.target sm_75\n.visible .entry simt_scale(\n)\n.maxntid 32, 1, 1\n{}");
        CUfunction none = new CUfunction();
        SimtDevice.expect("CUDA_ERROR_NOT_FOUND", JCudaDriver.cuModuleGetFunction(none, module, "simt_sca"));
        CUfunction f = device.function(module, "simt_scale");
        CUdeviceptr x = device.upload(1f);
        SimtDevice.expect("CUDA_ERROR_INVALID_VALUE", SimtDevice.launchOn(null, f, 1, 64, 0, 1, 2f, x, x));
        begin(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
        SimtDevice.check(SimtDevice.launchOn(stream, f, 1, 32, 0, 1, 2f, x, x));
        CUgraphExec graph = end();
        assertEquals(1, Simt.liveModules());
        SimtDevice.check(JCudaDriver.cuModuleUnload(module));
        assertEquals(0, Simt.liveModules());
        SimtDevice.expect("CUDA_ERROR_INVALID_HANDLE", SimtDevice.launchOn(null, f, 1, 32, 0, 1, 2f, x, x));
        SimtDevice.check(JCudaDriver.cuGraphLaunch(graph, stream));
        device.expectFailure("CUDA_ERROR_LAUNCH_FAILED");
    }

    @Test
    void productsGoToTheStreamOfTheHandle() {
        cublasHandle handle = new cublasHandle();
        assertEquals(0, JCublas2.cublasCreate(handle));
        assertEquals(0, JCublas2.cublasSetStream(handle, new cudaStream_t(stream)));
        // Columns: A is 2 × 3, B is 3 × 2.
        CUdeviceptr a = device.upload(1f, 4f, 2f, 5f, 3f, 6f);
        CUdeviceptr b = device.upload(1f, 0f, 2f, 1f, 1f, 1f);
        CUdeviceptr c = device.allocate(16);
        Pointer one = Pointer.to(new float[] {1});
        Pointer zero = Pointer.to(new float[] {0});
        assertEquals(0, JCublas2.cublasSgemm(handle, 0, 0, 2, 2, 3, one, a, 2, b, 3, zero, c, 2));
        assertArrayEquals(new float[] {7, 16, 6, 15}, device.floats(c, 4));
        begin(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
        // C = A·B + C, as another function has it.
        int code = JCublas2.cublasGemmEx_new(handle, 0, 0, 2, 2, 3, one, a, 0, 2, b, 0, 3, one, c, 0, 2, 68, -1);
        assertEquals(0, code);
        CUgraphExec graph = end();
        assertArrayEquals(new float[] {7, 16, 6, 15}, device.floats(c, 4));
        SimtDevice.check(JCudaDriver.cuGraphLaunch(graph, stream));
        assertArrayEquals(new float[] {14, 32, 12, 30}, device.floats(c, 4));
        // Aᵀ·B of the wrong sizes reads past the end.
        assertEquals(0, JCublas2.cublasSgemm(handle, 1, 0, 3, 3, 2, one, a, 2, b, 2, zero, c, 3));
        device.expectFailure("CUDA_ERROR_ILLEGAL_ADDRESS");
        assertTrue(Simt.lastReport().contains("cublasSgemm accesses 36 bytes"), Simt.lastReport());
        assertEquals(0, JCublas2.cublasDestroy(handle));
    }
}
