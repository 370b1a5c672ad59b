// The functions of cuBLAS that a backend calls: handles, products of matrices of float and double with scalars of the
// host. Work goes to the stream of the handle, and is recorded where that is capturing.
#include "cublas.h"

#include <stdio.h>

#include <functional>
#include <set>

#define API(name) extern "C" __attribute__((visibility("default"))) int name

extern "C" int simt_submit(const char *name, void *stream, const uintptr_t *ranges, size_t count,
                           const std::function<void()> *work);

namespace blas {

namespace {

enum Status { SUCCESS = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, EXECUTION_FAILED = 13, NOT_SUPPORTED = 15 };

const int TF32_MATH = 3;
const int COMPUTE_32F = 68, COMPUTE_32F_PEDANTIC = 69, COMPUTE_64F = 70, COMPUTE_64F_PEDANTIC = 71, COMPUTE_TF32 = 77;
const int REAL_32F = 0, REAL_64F = 1;

struct Handle {
    void *stream = nullptr;
    int mathMode = 0;
    void *workspace = nullptr;
    size_t workspaceBytes = 0;
};

std::set<Handle *> handles;

Handle *find(void *handle) {
    auto it = handles.find(static_cast<Handle *>(handle));
    return it == handles.end() ? nullptr : *it;
}

// Bytes from the first to the last element of a batch of matrices.
template <class T>
size_t extent(int rows, int columns, int ld, long long stride, int count) {
    return sizeof(T) * size_t(stride * (count - 1) + (long long)(columns - 1) * ld + rows);
}

template <class T>
int submit(void *handle, const char *name, Product<T> p) {
    Handle *h = find(handle);
    if (!h) {
        return NOT_INITIALIZED;
    }
    int rowsA = p.transposeA ? p.k : p.m;
    int rowsB = p.transposeB ? p.n : p.k;
    if (p.m < 0 || p.n < 0 || p.k < 0 || p.count < 0 || p.lda < rowsA || p.ldb < rowsB || p.ldc < p.m || p.lda < 1
        || p.ldb < 1 || p.ldc < 1) {
        return INVALID_VALUE;
    }
    if (p.m == 0 || p.n == 0 || p.count == 0) {
        return SUCCESS;
    }
    int columnsA = p.transposeA ? p.m : p.k;
    int columnsB = p.transposeB ? p.k : p.n;
    uintptr_t ranges[6] = {reinterpret_cast<uintptr_t>(p.c), extent<T>(p.m, p.n, p.ldc, p.strideC, p.count),
                           reinterpret_cast<uintptr_t>(p.a), extent<T>(rowsA, columnsA, p.lda, p.strideA, p.count),
                           reinterpret_cast<uintptr_t>(p.b), extent<T>(rowsB, columnsB, p.ldb, p.strideB, p.count)};
    std::function<void()> work = [p] { multiply(p); };
    return simt_submit(name, h->stream, ranges, p.k == 0 ? 1 : 3, &work) == 0 ? SUCCESS : EXECUTION_FAILED;
}

template <class T>
Product<T> product(int transposeA, int transposeB, int m, int n, int k, const T *alpha, const T *a, int lda, const T *b,
                   int ldb, const T *beta, T *c, int ldc) {
    return {transposeA != 0, transposeB != 0, m, n, k, *alpha, a, lda, 0, b, ldb, 0, *beta, c, ldc, 0, 1, false};
}

bool usesTf32(void *handle) {
    Handle *h = find(handle);
    return h && h->mathMode == TF32_MATH;
}

}  // namespace

API(cublasCreate_v2)(void **handle) {
    *handle = *handles.insert(new Handle).first;
    return SUCCESS;
}

API(cublasDestroy_v2)(void *handle) {
    Handle *h = find(handle);
    if (!h) {
        return NOT_INITIALIZED;
    }
    handles.erase(h);
    delete h;
    return SUCCESS;
}

API(cublasGetVersion_v2)(void *, int *version) {
    *version = 120603;
    return SUCCESS;
}

API(cublasGetProperty)(int which, int *value) {
    *value = which == 0 ? 12 : which == 1 ? 6 : 3;
    return SUCCESS;
}

API(cublasSetStream_v2)(void *handle, void *stream) {
    Handle *h = find(handle);
    if (!h) {
        return NOT_INITIALIZED;
    }
    h->stream = stream;
    // As documented: the workspace is the library's own again.
    h->workspace = nullptr;
    h->workspaceBytes = 0;
    return SUCCESS;
}

API(cublasGetStream_v2)(void *handle, void **stream) {
    Handle *h = find(handle);
    if (!h) {
        return NOT_INITIALIZED;
    }
    *stream = h->stream;
    return SUCCESS;
}

API(cublasSetWorkspace_v2)(void *handle, void *workspace, size_t bytes) {
    Handle *h = find(handle);
    if (!h) {
        return NOT_INITIALIZED;
    }
    if (reinterpret_cast<uintptr_t>(workspace) % 256 != 0) {
        return INVALID_VALUE;
    }
    h->workspace = workspace;
    h->workspaceBytes = bytes;
    return SUCCESS;
}

API(cublasSetMathMode)(void *handle, int mode) {
    Handle *h = find(handle);
    if (!h) {
        return NOT_INITIALIZED;
    }
    h->mathMode = mode;
    return SUCCESS;
}

API(cublasGetMathMode)(void *handle, int *mode) {
    Handle *h = find(handle);
    if (!h) {
        return NOT_INITIALIZED;
    }
    *mode = h->mathMode;
    return SUCCESS;
}

// Scalars are of the host.
API(cublasSetPointerMode_v2)(void *handle, int mode) {
    return !find(handle) ? NOT_INITIALIZED : mode == 0 ? SUCCESS : NOT_SUPPORTED;
}

API(cublasGetPointerMode_v2)(void *handle, int *mode) {
    *mode = 0;
    return find(handle) ? SUCCESS : NOT_INITIALIZED;
}

API(cublasSgemm_v2)(void *handle, int transposeA, int transposeB, int m, int n, int k, const float *alpha,
                    const float *a, int lda, const float *b, int ldb, const float *beta, float *c, int ldc) {
    Product<float> p = product(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    p.tf32 = usesTf32(handle);
    return submit(handle, "cublasSgemm", p);
}

API(cublasDgemm_v2)(void *handle, int transposeA, int transposeB, int m, int n, int k, const double *alpha,
                    const double *a, int lda, const double *b, int ldb, const double *beta, double *c, int ldc) {
    return submit(handle, "cublasDgemm", product(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc));
}

API(cublasSgemmStridedBatched)(void *handle, int transposeA, int transposeB, int m, int n, int k, const float *alpha,
                               const float *a, int lda, long long strideA, const float *b, int ldb, long long strideB,
                               const float *beta, float *c, int ldc, long long strideC, int count) {
    Product<float> p = product(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    p.strideA = strideA, p.strideB = strideB, p.strideC = strideC, p.count = count;
    p.tf32 = usesTf32(handle);
    return submit(handle, "cublasSgemmStridedBatched", p);
}

API(cublasDgemmStridedBatched)(void *handle, int transposeA, int transposeB, int m, int n, int k, const double *alpha,
                               const double *a, int lda, long long strideA, const double *b, int ldb, long long strideB,
                               const double *beta, double *c, int ldc, long long strideC, int count) {
    Product<double> p = product(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    p.strideA = strideA, p.strideB = strideB, p.strideC = strideC, p.count = count;
    return submit(handle, "cublasDgemmStridedBatched", p);
}

// The type of computation is that of cublasComputeType; JCuda's function without "_new" gives a type of data instead,
// which is not supported, as by the real library.
API(cublasGemmEx)(void *handle, int transposeA, int transposeB, int m, int n, int k, const void *alpha, const void *a,
                  int typeA, int lda, const void *b, int typeB, int ldb, const void *beta, void *c, int typeC, int ldc,
                  int compute, int) {
    if (typeA == REAL_32F && typeB == REAL_32F && typeC == REAL_32F
        && (compute == COMPUTE_32F || compute == COMPUTE_32F_PEDANTIC || compute == COMPUTE_TF32)) {
        Product<float> p = product(transposeA, transposeB, m, n, k, static_cast<const float *>(alpha),
                                   static_cast<const float *>(a), lda, static_cast<const float *>(b), ldb,
                                   static_cast<const float *>(beta), static_cast<float *>(c), ldc);
        p.tf32 = compute == COMPUTE_TF32 || (compute == COMPUTE_32F && usesTf32(handle));
        return submit(handle, "cublasGemmEx", p);
    }
    if (typeA == REAL_64F && typeB == REAL_64F && typeC == REAL_64F
        && (compute == COMPUTE_64F || compute == COMPUTE_64F_PEDANTIC)) {
        return submit(handle, "cublasGemmEx",
                      product(transposeA, transposeB, m, n, k, static_cast<const double *>(alpha),
                              static_cast<const double *>(a), lda, static_cast<const double *>(b), ldb,
                              static_cast<const double *>(beta), static_cast<double *>(c), ldc));
    }
    return NOT_SUPPORTED;
}

}  // namespace blas
