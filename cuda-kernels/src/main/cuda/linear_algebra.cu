// Batches of dense matrices: Cholesky factors, LU factors with pivots, triangular and general systems, determinants.
// types: f32 f64
//
// Always computed in double. n³/3 FLOPs for a Cholesky factor, 2n³/3 for LU, n² for each right-hand side (2n² with LU),
// and the matrices are read and written once. Every element takes its terms in the order of the reference, whoever adds
// them, and without fma: results are those of the reference to the last bit, and so are the pivots.
//
// Three versions of each:
// - _threads: a thread per matrix or right-hand side, n ≤ 8: thousands of tiny matrices. Matrices stand side by side in
//   shared memory, so that threads have no bank conflicts and memory is read and written in order.
// - _block: a block per matrix (solve_block: a warp per right-hand side, four to a block) in shared memory: there are n
//   steps one after the other, and shared memory answers fastest.
// - _memory: the same where that does not fit, in scratch memory. One block per matrix still: right, not fast.
#include "gemm.cuh"

// Matrices of a block of threads, one each, and the distance between their elements in shared memory.
const int TOGETHER = 64;
const int APART = TOGETHER + 1;

// Between the elements of a matrix in shared memory and what lies one after the other in device memory.
static __device__ __forceinline__ void load_together(int size, int matrices, const real *from, double *w) {
#pragma unroll 1
    for (int e = threadIdx.x; e < size * matrices; e += TOGETHER) {
        w[e % size * APART + e / size] = from[e];
    }
}

static __device__ __forceinline__ void store_together(int size, int matrices, const double *w, real *to) {
#pragma unroll 1
    for (int e = threadIdx.x; e < size * matrices; e += TOGETHER) {
        to[e] = (real) w[e % size * APART + e / size];
    }
}

static __device__ __forceinline__ double not_a_number() {
    return __longlong_as_double(0x7ff8000000000000LL);
}

static __device__ __forceinline__ bool is_pivot(double s) {
    return s > 0 && s < __longlong_as_double(0x7ff0000000000000LL);
}

// Row i of a lower triangle without gaps.
static __device__ __forceinline__ int triangle(int i) {
    return i * (i + 1) / 2;
}

// launch: blocks of 64 threads for 64 matrices, n*n*65 doubles of shared memory
KERNEL_BOUNDS(cholesky_threads, 64)(int n, int count, const real *__restrict__ a, real *__restrict__ l) {
    DYN_SHARED(double, memory);
    int first = blockIdx.x * TOGETHER;
    int matrices = smaller(TOGETHER, count - first);
    load_together(n * n, matrices, a + (long long) first * n * n, memory);
    __syncthreads();
    if ((int) threadIdx.x < matrices) {
        double *w = memory + threadIdx.x;
        bool definite = true;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double s = 0.5 * (w[(i * n + j) * APART] + w[(j * n + i) * APART]);
                for (int k = 0; k < j; k++) {
                    s -= w[(i * n + k) * APART] * w[(j * n + k) * APART];
                }
                definite &= i != j || is_pivot(s);
                w[(i * n + j) * APART] = i == j ? ::sqrt(s) : s / w[(j * n + j) * APART];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double lower = definite ? w[(i * n + j) * APART] : not_a_number();
                w[(i * n + j) * APART] = j > i ? 0 : lower;
            }
        }
    }
    __syncthreads();
    store_together(n * n, matrices, memory, l + (long long) first * n * n);
}

// One matrix: w has room for its lower triangle, column for n numbers.
static __device__ __forceinline__ void cholesky(int n, const real *a, real *l, double *w, double *column) {
    int lane = threadIdx.x % 32;
    int warp = threadIdx.x / 32;
    int warps = blockDim.x / 32;
#pragma unroll 1
    for (int i = warp; i < n; i += warps) {
#pragma unroll 1
        for (int j = lane; j <= i; j += 32) {
            w[triangle(i) + j] = 0.5 * ((double) a[i * n + j] + a[j * n + i]);
        }
    }
    __syncthreads();
    bool definite = true;
    for (int j = 0; j < n && definite; j++) {
        double pivot = w[triangle(j) + j];
        double root = ::sqrt(pivot);
        // The same for all threads.
        definite = is_pivot(pivot);
#pragma unroll 1
        for (int i = j + 1 + threadIdx.x; i < n; i += blockDim.x) {
            double x = w[triangle(i) + j] / root;
            w[triangle(i) + j] = x;
            column[i] = x;
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            w[triangle(j) + j] = root;
        }
        for (int i = j + 1 + warp; i < n; i += warps) {
            double x = column[i];
            for (int k = j + 1 + lane; k <= i; k += 32) {
                w[triangle(i) + k] -= x * column[k];
            }
        }
        __syncthreads();
    }
#pragma unroll 1
    for (int e = threadIdx.x; e < n * n; e += blockDim.x) {
        int i = e / n;
        int j = e - i * n;
        double lower = definite && j <= i ? w[triangle(i) + j] : not_a_number();
        l[e] = (real) (j > i ? 0 : lower);
    }
    // Before the next matrix.
    __syncthreads();
}

// launch: a block per matrix, whole warps, n(n+1)/2 + n doubles of shared memory
KERNEL_BOUNDS(cholesky_block, 256)(int n, int count, const real *__restrict__ a, real *__restrict__ l) {
    DYN_SHARED(double, memory);
    for (int q = blockIdx.x; q < count; q += gridDim.x) {
        long long at = (long long) q * n * n;
        cholesky(n, a + at, l + at, memory, memory + triangle(n));
    }
}

// launch: as many blocks of whole warps as there is work for, each with n(n+1)/2 + n doubles
KERNEL_BOUNDS(cholesky_memory, 256)(
        int n, int count, double *__restrict__ work, const real *__restrict__ a, real *__restrict__ l) {
    double *memory = work + (long long) blockIdx.x * (triangle(n) + n);
    for (int q = blockIdx.x; q < count; q += gridDim.x) {
        long long at = (long long) q * n * n;
        cholesky(n, a + at, l + at, memory, memory + triangle(n));
    }
}

// Whether the element of row i goes before that of row p as a pivot: NaN first, then the larger one, then the upper
// one.
static __device__ __forceinline__ bool goes_before(double x, int i, double y, int p) {
    bool x_none = x != x;
    bool y_none = y != y;
    if (x_none || y_none) {
        return x_none && (!y_none || i < p);
    }
    double a = ::fabs(x);
    double b = ::fabs(y);
    return a > b || (a == b && i < p);
}

// launch: blocks of 64 threads for 64 matrices, (n+1)*n*65 doubles of shared memory. The last row holds the
// permutation.
KERNEL_BOUNDS(lu_threads, 64)(int n, int count, const real *__restrict__ a, real *__restrict__ f) {
    DYN_SHARED(double, memory);
    int first = blockIdx.x * TOGETHER;
    int matrices = smaller(TOGETHER, count - first);
    load_together(n * n, matrices, a + (long long) first * n * n, memory);
    __syncthreads();
    if ((int) threadIdx.x < matrices) {
        double *w = memory + threadIdx.x;
        for (int i = 0; i < n; i++) {
            w[(n * n + i) * APART] = i;
        }
        for (int k = 0; k < n; k++) {
            int p = k;
            for (int i = k + 1; i < n; i++) {
                p = goes_before(w[(i * n + k) * APART], i, w[(p * n + k) * APART], p) ? i : p;
            }
            for (int j = 0; j <= n && p != k; j++) {
                int one = j < n ? p * n + j : n * n + p;
                int other = j < n ? k * n + j : n * n + k;
                double x = w[one * APART];
                w[one * APART] = w[other * APART];
                w[other * APART] = x;
            }
            double pivot = w[(k * n + k) * APART];
            double divisor = pivot == 0 ? 1 : pivot;
            for (int i = k + 1; i < n; i++) {
                double factor = w[(i * n + k) * APART] / divisor;
                w[(i * n + k) * APART] = factor;
                for (int j = k + 1; j < n; j++) {
                    w[(i * n + j) * APART] -= factor * w[(k * n + j) * APART];
                }
            }
        }
    }
    __syncthreads();
    store_together((n + 1) * n, matrices, memory, f + (long long) first * (n + 1) * n);
}

// Matrix q: w has room for n + 1 rows of stride numbers, the last one for the permutation.
static __device__ __forceinline__ void lu(int n, int stride, int q, const real *a, real *f, double *w, int *pivot_row) {
    int lane = threadIdx.x % 32;
    int warp = threadIdx.x / 32;
    int warps = blockDim.x / 32;
#pragma unroll 1
    for (int i = warp; i <= n; i += warps) {
#pragma unroll 1
        for (int j = lane; j < n; j += 32) {
            w[i * stride + j] = i < n ? (double) a[(q * n + i) * n + j] : j;
        }
    }
    __syncthreads();
    for (int k = 0; k < n; k++) {
        if (warp == 0) {
            int p = k;
            double largest = w[k * stride + k];
#pragma unroll 1
            for (int i = k + 1 + lane; i < n; i += 32) {
                double x = w[i * stride + k];
                bool better = goes_before(x, i, largest, p);
                largest = better ? x : largest;
                p = better ? i : p;
            }
#pragma unroll 1
            for (int bit = 16; bit > 0; bit /= 2) {
                double x = __shfl_xor_sync(0xffffffffu, largest, bit);
                int i = __shfl_xor_sync(0xffffffffu, p, bit);
                bool better = goes_before(x, i, largest, p);
                largest = better ? x : largest;
                p = better ? i : p;
            }
            if (lane == 0) {
                *pivot_row = p;
            }
        }
        __syncthreads();
        int p = *pivot_row;
#pragma unroll 1
        for (int j = threadIdx.x; j <= n && p != k; j += blockDim.x) {
            int one = j < n ? p * stride + j : n * stride + p;
            int other = j < n ? k * stride + j : n * stride + k;
            double x = w[one];
            w[one] = w[other];
            w[other] = x;
        }
        __syncthreads();
        double pivot = w[k * stride + k];
        // Below a 0 there are zeros only, which stay.
        double divisor = pivot == 0 ? 1 : pivot;
#pragma unroll 1
        for (int i = k + 1 + threadIdx.x; i < n; i += blockDim.x) {
            w[i * stride + k] /= divisor;
        }
        __syncthreads();
#pragma unroll 1
        for (int i = k + 1 + warp; i < n; i += warps) {
            double factor = w[i * stride + k];
            for (int j = k + 1 + lane; j < n; j += 32) {
                w[i * stride + j] -= factor * w[k * stride + j];
            }
        }
        __syncthreads();
    }
#pragma unroll 1
    for (int i = warp; i <= n; i += warps) {
#pragma unroll 1
        for (int j = lane; j < n; j += 32) {
            f[(q * (n + 1) + i) * n + j] = (real) w[i * stride + j];
        }
    }
    __syncthreads();
}

// launch: a block per matrix, whole warps, (n+1)*(n|1) doubles of shared memory
KERNEL_BOUNDS(lu_block, 256)(int n, int count, const real *__restrict__ a, real *__restrict__ f) {
    DYN_SHARED(double, memory);
    __shared__ int pivot_row;
    for (int q = blockIdx.x; q < count; q += gridDim.x) {
        // An odd stride, so that columns have no bank conflicts.
        lu(n, n | 1, q, a, f, memory, &pivot_row);
    }
}

// launch: as many blocks of whole warps as there is work for, each with (n+1)*n doubles
KERNEL_BOUNDS(lu_memory, 256)(
        int n, int count, double *__restrict__ work, const real *__restrict__ a, real *__restrict__ f) {
    __shared__ int pivot_row;
    double *memory = work + (long long) blockIdx.x * (n + 1) * n;
    for (int q = blockIdx.x; q < count; q += gridDim.x) {
        lu(n, n, q, a, f, memory, &pivot_row);
    }
}

// Bits of a system's form. FACTORS: the matrix holds LU factors and a permutation, and both triangles are solved one
// after the other.
const int TRANSPOSED = 1;
const int LOWER = 2;
const int UNIT = 4;
const int FACTORS = 8;

// x of T x = b in place of b, by lanes threads. T(i, k) is t[i * row + k * column]; numbers of x lie apart.
template <typename T>
static __device__ __forceinline__ void substitute(
        int n, bool forward, bool unit, const T *t, int row, int column, double *x, int apart, int lane, int lanes) {
    for (int known = 0; known < n; known++) {
        int k = forward ? known : n - 1 - known;
        double value = x[k * apart];
        value = unit ? value : value / t[k * row + k * column];
        for (int left = known + 1 + lane; left < n; left += lanes) {
            int i = forward ? left : n - 1 - left;
            x[i * apart] -= t[i * row + k * column] * value;
        }
        // All have read x[k], and written the next one.
        if (lanes > 1) {
            __syncwarp();
        }
        if (lane == 0) {
            x[k * apart] = value;
        }
    }
    if (lanes > 1) {
        __syncwarp();
    }
}

// The row that the permutation behind the factors names; whatever is there, it is one of the matrix.
static __device__ __forceinline__ int permuted(const real *f, int n, int i) {
    int row = (int) f[n * n + i];
    return row < 0 ? 0 : smaller(row, n - 1);
}

// One right-hand side: a column of b, [n, m], to one of y that begins at to. The matrix as it was given is f; t is the
// same in rows of stride numbers.
template <typename T>
static __device__ __forceinline__ void solve(int n, int m, int form, const real *f, const T *t, int stride,
        const real *b, real *y, int to, double *x, int apart, int lane, int lanes) {
    bool transposed = form & TRANSPOSED;
    bool factors = form & FACTORS;
    for (int i = lane; i < n; i += lanes) {
        x[i * apart] = b[(factors && !transposed ? permuted(f, n, i) : i) * m];
    }
    if (lanes > 1) {
        __syncwarp();
    }
    int row = transposed ? 1 : stride;
    int column = transposed ? stride : 1;
    // Aᵀ = Uᵀ Lᵀ P: first a lower and then an upper triangle in either case, and the unit diagonal is that of L.
#pragma unroll 1
    for (int phase = 0; phase < (factors ? 2 : 1); phase++) {
        bool forward = factors ? phase == 0 : bool(form & LOWER) != transposed;
        bool unit = factors ? forward != transposed : form & UNIT;
        substitute(n, forward, unit, t, row, column, x, apart, lane, lanes);
    }
    for (int i = lane; i < n; i += lanes) {
        y[to + (factors && transposed ? permuted(f, n, i) : i) * m] = (real) x[i * apart];
    }
}

// launch: a thread per right-hand side, total of them, 64 to a block, n*65 doubles of shared memory
KERNEL_BOUNDS(solve_threads, 64)(int n, int m, int form, int total, Batch batch, const real *__restrict__ t,
        const real *__restrict__ b, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    int side = blockIdx.x * TOGETHER + threadIdx.x;
    if (side < total) {
        int q = side / m;
        int column = side - q * m;
        int from_t, from_b;
        locate(batch, q, from_t, from_b);
        const real *f = t + from_t;
        solve(n, m, form, f, f, n, b + from_b + column, y, q * n * m + column, memory + threadIdx.x, APART, 0, 1);
    }
}

// launch: a block of 128 threads for each four right-hand sides of a system, n*(n|1) + 4 n doubles of shared memory
KERNEL_BOUNDS(solve_block, 128)(int n, int m, int form, int total, Batch batch, const real *__restrict__ t,
        const real *__restrict__ b, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    int blocks = (m + 3) / 4;
    int q = blockIdx.x / blocks;
    int warp = threadIdx.x / 32;
    int lane = threadIdx.x % 32;
    int column = (blockIdx.x - q * blocks) * 4 + warp;
    int from_t, from_b;
    locate(batch, q, from_t, from_b);
    const real *f = t + from_t;
    int stride = n | 1;
    for (int i = warp; i < n; i += 4) {
        for (int j = lane; j < n; j += 32) {
            memory[i * stride + j] = f[i * n + j];
        }
    }
    __syncthreads();
    if (column < m) {
        double *x = memory + n * stride + warp * n;
        solve(n, m, form, f, memory, stride, b + from_b + column, y, q * n * m + column, x, 1, lane, 32);
    }
}

// launch: a warp per right-hand side, total of them, 128 threads to a block; n doubles for each
KERNEL_BOUNDS(solve_memory, 128)(int n, int m, int form, int total, Batch batch, double *__restrict__ work,
        const real *__restrict__ t, const real *__restrict__ b, real *__restrict__ y) {
    int side = blockIdx.x * 4 + threadIdx.x / 32;
    int lane = threadIdx.x % 32;
    if (side < total) {
        int q = side / m;
        int column = side - q * m;
        int from_t, from_b;
        locate(batch, q, from_t, from_b);
        const real *f = t + from_t;
        double *x = work + (long long) side * n;
        solve(n, m, form, f, f, n, b + from_b + column, y, q * n * m + column, x, 1, lane, 32);
    }
}

// What of a determinant: its value, its sign, or the logarithm of its absolute value.
const int VALUE = 0;
const int SIGN = 1;

// launch: lanes threads per matrix, 1 or 32, 128 to a block
KERNEL_BOUNDS(determinant, 128)(
        int n, int count, int part, int lanes, const real *__restrict__ f, real *__restrict__ y) {
    int thread = blockIdx.x * 128 + threadIdx.x;
    int q = thread / lanes;
    int lane = thread - q * lanes;
    if (q >= count) {
        return;
    }
    f += (long long) q * (n + 1) * n;
    int inversions = 0;
    for (int i = lane; i < n; i += lanes) {
        for (int k = 0; k < i; k++) {
            inversions ^= f[n * n + k] > f[n * n + i];
        }
    }
    for (int bit = lanes / 2; bit > 0; bit /= 2) {
        inversions ^= __shfl_xor_sync(0xffffffffu, inversions, bit);
    }
    double value = inversions ? -1 : 1;
    double log = 0;
    for (int first = 0; first < n; first += lanes) {
        int i = first + lane;
        double d = i < n ? (double) f[i * n + i] : 1;
        double term = part == VALUE ? d : part == SIGN ? (d > 0 ? 1 : d < 0 ? -1 : d) : ::log(::fabs(d));
        // In the order of the diagonal.
        for (int j = 0; j < smaller(lanes, n - first); j++) {
            double next = lanes > 1 ? __shfl_sync(0xffffffffu, term, j) : term;
            value *= part == VALUE || part == SIGN ? next : 1;
            log += next;
        }
    }
    if (lane == 0) {
        y[q] = (real) (part == VALUE || part == SIGN ? value : log);
    }
}
