package org.auriflow.cuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.runtime.cudaStream_t;
import org.auriflow.cuda.natives.JCudaNatives;
import org.auriflow.engine.DType;
import org.auriflow.engine.DeviceException;

/**
 * NVIDIA's library of matrix products on one device, where it is installed. Row-major C = A B is its column-major Cᵀ = Bᵀ Aᵀ.
 *
 * <p>Float32 products are true float32 unless {@link Precision} says otherwise. Not thread-safe: the device guards it.
 */
final class Cublas {
    /** What the library recommends from Hopper on; a fixed one lets products be recorded in graphs. */
    private static final int WORKSPACE = 32 << 20;

    private static final int TF32 = 3;

    private final Device device;
    private final cublasHandle handle = new cublasHandle();
    private final CUdeviceptr workspace;

    /** Opens the library on a device; the caller has checked that it is there. */
    Cublas(Device device) {
        this.device = device;
        this.workspace = device.allocate(WORKSPACE, "the workspace of cuBLAS");
        try {
            check(JCublas2.cublasCreate(handle), "cublasCreate");
        } catch (DeviceException e) {
            device.free(workspace);
            throw e;
        }
        if (Precision.isTf32()) {
            check(JCublas2.cublasSetMathMode(handle, TF32), "cublasSetMathMode");
        }
    }

    /** Whether the library can be loaded. */
    static boolean isAvailable() {
        return JCudaNatives.cublas().available();
    }

    private static void check(int code, String call) {
        if (code != 0) {
            throw new DeviceException("cuda: " + call + " requires success, got cuBLAS status " + code
                    + "; use the kernels of Auriflow with -D" + CublasCall.PROPERTY + "=off");
        }
    }

    /** Row-major C [count, m, n] = op(A) op(B) on a stream. */
    void product(CublasCall.Problem p, long a, long b, long c, CUstream stream) {
        // Setting a stream forgets the workspace.
        check(JCublas2.cublasSetStream(handle, new cudaStream_t(stream)), "cublasSetStream");
        check(JCublas2.cublasSetWorkspace(handle, workspace, WORKSPACE), "cublasSetWorkspace");
        int ta = p.transposeA() ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
        int tb = p.transposeB() ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
        int lda = p.transposeA() ? p.m() : p.k();
        int ldb = p.transposeB() ? p.k() : p.n();
        Pointer x = Addresses.pointer(a);
        Pointer y = Addresses.pointer(b);
        Pointer z = Addresses.pointer(c);
        long sc = (long) p.m() * p.n();
        if (p.dtype() == DType.FLOAT32) {
            Pointer one = Pointer.to(new float[] {1});
            Pointer zero = Pointer.to(new float[] {0});
            int code = p.count() == 1
                    ? JCublas2.cublasSgemm(handle, tb, ta, p.n(), p.m(), p.k(), one, y, ldb, x, lda, zero, z, p.n())
                    : JCublas2.cublasSgemmStridedBatched(
                            handle, tb, ta, p.n(), p.m(), p.k(), one, y, ldb, p.stepB(), x, lda, p.stepA(), zero, z,
                            p.n(), sc, p.count());
            check(code, "cublasSgemm");
        } else {
            Pointer one = Pointer.to(new double[] {1});
            Pointer zero = Pointer.to(new double[] {0});
            int code = p.count() == 1
                    ? JCublas2.cublasDgemm(handle, tb, ta, p.n(), p.m(), p.k(), one, y, ldb, x, lda, zero, z, p.n())
                    : JCublas2.cublasDgemmStridedBatched(
                            handle, tb, ta, p.n(), p.m(), p.k(), one, y, ldb, p.stepB(), x, lda, p.stepA(), zero, z,
                            p.n(), sc, p.count());
            check(code, "cublasDgemm");
        }
    }

    void close() {
        check(JCublas2.cublasDestroy(handle), "cublasDestroy");
        device.free(workspace);
    }
}
