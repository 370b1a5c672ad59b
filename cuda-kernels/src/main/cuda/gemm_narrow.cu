// Products with few rows or columns, matrix times vector above all; see gemm.cu for the others.
// types: f32 f64
//
// A long operand of rows x k elements and a narrow one of k steps for each of up to eight columns, as matrix times
// columns; with SWAPPED the result is transposed, that is, the narrow operand was A. 2 rows k columns FLOPs for rows k
// elements read: the memory's speed is the limit, so there are no tiles, and the narrow operand is expected to stay in
// the cache.
//
// - gemm_rows_N: the long operand lies along k: a warp takes four rows side by side, its threads share out k, 16 bytes
//   at a time.
// - gemm_columns_N: it lies across k: neighbouring threads take neighbouring rows, the warps of a block share out k.
#include "gemm.cuh"

const int SWAPPED = 1;
const int NARROW_ALONG = 2;
const int WIDE = 4;

// An element of the narrow operand.
static __device__ __forceinline__ int narrow_at(int k, int columns, int form, int column, int p) {
    return form & NARROW_ALONG ? column * k + p : p * columns + column;
}

static __device__ __forceinline__ void narrow_put(
        real *c, int rows, int columns, int form, int row, int column, real sum, const real *bias, int activation) {
    bool swapped = form & SWAPPED;
    c[swapped ? column * rows + row : row * columns + column] = finished(sum, bias, swapped ? row : column, activation);
}

// Adds count sums over the threads of a warp. In each round threads in pairs hand each other half of their sums, so
// that all of them take count - 1 exchanges and not five each; the total of sum i ends in the first of sum in thread i
// * 32/COUNT.
template <int COUNT>
static __device__ __forceinline__ void add_over_warp(real (&sum)[COUNT], int lane) {
    int half = COUNT / 2;
#pragma unroll
    for (int bit = 16; bit > 0; bit /= 2) {
        bool upper = lane & bit;
        if (half > 0) {
#pragma unroll
            for (int j = 0; j < COUNT / 2; j++) {
                if (j < half) {
                    real kept = upper ? sum[j + half] : sum[j];
                    real given = upper ? sum[j] : sum[j + half];
                    sum[j] = kept + __shfl_xor_sync(0xffffffffu, given, bit);
                }
            }
        } else {
            sum[0] += __shfl_xor_sync(0xffffffffu, sum[0], bit);
        }
        half /= 2;
    }
}

const int ROWS_OF_WARP = 4;

// Steps begin to end of four rows by COLUMNS, V neighbouring steps per thread.
template <int COLUMNS, int V>
static __device__ __forceinline__ void add_rows(int k, int columns, int form, const real *const (&x)[ROWS_OF_WARP],
        const real *s, int begin, int end, real (&sum)[ROWS_OF_WARP * COLUMNS]) {
    struct alignas(V * sizeof(real)) Access {
        real at[V];
    };
#pragma unroll 1
    for (int p = begin + threadIdx.x % 32 * V; p < end; p += 32 * V) {
        Access left[ROWS_OF_WARP];
#pragma unroll
        for (int i = 0; i < ROWS_OF_WARP; i++) {
            left[i] = *reinterpret_cast<const Access *>(x[i] + p);
        }
#pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            int column = smaller(j, columns - 1);
            Access right;
            if (form & NARROW_ALONG) {
                right = *reinterpret_cast<const Access *>(s + column * k + p);
            } else {
#pragma unroll
                for (int v = 0; v < V; v++) {
                    right.at[v] = s[(p + v) * columns + column];
                }
            }
#pragma unroll
            for (int v = 0; v < V; v++) {
#pragma unroll
                for (int i = 0; i < ROWS_OF_WARP; i++) {
                    sum[i * COLUMNS + j] = multiply_add(left[i].at[v], right.at[v], sum[i * COLUMNS + j]);
                }
            }
        }
    }
}

// launch: a warp per four rows of each product and part, 128 threads to a block; results is products x parts
template <int COLUMNS>
static __device__ __forceinline__ void rows_by_columns(int rows, int columns, int k, int form, int parts, int share,
        int results, const Batch &batch, const real *x, const real *s, const real *bias, int activation, real *c) {
    int lane = threadIdx.x % 32;
    int groups = (rows + ROWS_OF_WARP - 1) / ROWS_OF_WARP;
    int warp = blockIdx.x * 4 + threadIdx.x / 32;
    int result = quotient(warp, groups);
    if (result >= results) {
        return;
    }
    int first = (warp - result * groups) * ROWS_OF_WARP;
    int q = parts > 1 ? quotient(result, parts) : result;
    int from_x, from_s;
    locate(batch, q, from_x, from_s);
    int begin = (result - q * parts) * share;
    int end = smaller(k, begin + share);
    const real *row[ROWS_OF_WARP];
#pragma unroll
    for (int i = 0; i < ROWS_OF_WARP; i++) {
        row[i] = x + from_x + (long long) smaller(first + i, rows - 1) * k;
    }
    real sum[ROWS_OF_WARP * COLUMNS];
#pragma unroll
    for (int i = 0; i < ROWS_OF_WARP * COLUMNS; i++) {
        sum[i] = 0;
    }
    if (form & WIDE) {
        add_rows<COLUMNS, WIDTH>(k, columns, form, row, s + from_s, begin, end, sum);
    } else {
        add_rows<COLUMNS, 1>(k, columns, form, row, s + from_s, begin, end, sum);
    }
    add_over_warp(sum, lane);
    const int SHARE = 32 / (ROWS_OF_WARP * COLUMNS);
    int r = first + lane / SHARE / COLUMNS;
    int column = lane / SHARE % COLUMNS;
    if (lane % SHARE == 0 && r < rows && column < columns) {
        c += (long long) result * rows * columns;
        narrow_put(c, rows, columns, form, r, column, sum[0], bias, activation);
    }
}

// launch: blocks products x parts x rows/32, 256 threads
template <int COLUMNS>
static __device__ __forceinline__ void columns_by_columns(int rows, int columns, int k, int form, int parts, int share,
        const Batch &batch, const real *x, const real *s, const real *bias, int activation, real *c, real *memory) {
    int lane = threadIdx.x % 32;
    int blocks = (rows + 31) / 32;
    int result = quotient(blockIdx.x, blocks);
    int first = (blockIdx.x - result * blocks) * 32;
    int q = parts > 1 ? quotient(result, parts) : result;
    int from_x, from_s;
    locate(batch, q, from_x, from_s);
    int begin = (result - q * parts) * share;
    int end = smaller(k, begin + share);
    x += from_x + smaller(first + lane, rows - 1);
    s += from_s;
    real sum[COLUMNS];
#pragma unroll
    for (int j = 0; j < COLUMNS; j++) {
        sum[j] = 0;
    }
#pragma unroll 4
    for (int p = begin + threadIdx.x / 32; p < end; p += 8) {
        real left = x[(long long) p * rows];
#pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            sum[j] = multiply_add(left, s[narrow_at(k, columns, form, smaller(j, columns - 1), p)], sum[j]);
        }
    }
#pragma unroll
    for (int j = 0; j < COLUMNS; j++) {
        memory[threadIdx.x / 32 * 32 * COLUMNS + j * 32 + lane] = sum[j];
    }
    __syncthreads();
    int column = threadIdx.x / 32;
    if (column < columns && first + lane < rows) {
        real total = memory[threadIdx.x];
#pragma unroll
        for (int w = 1; w < 8; w++) {
            total += memory[w * 32 * COLUMNS + threadIdx.x];
        }
        c += (long long) result * rows * columns;
        narrow_put(c, rows, columns, form, first + lane, column, total, bias, activation);
    }
}

#define NARROW_KERNELS(N)                                                                                              \
    KERNEL_BOUNDS(gemm_rows_##N, 128)(int rows, int columns, int k, int form, int parts, int share, int results,       \
            Batch batch, const real *__restrict__ x, const real *__restrict__ s, const real *__restrict__ bias,        \
            int activation, real *__restrict__ c) {                                                                    \
        rows_by_columns<N>(rows, columns, k, form, parts, share, results, batch, x, s, bias, activation, c);           \
    }                                                                                                                  \
    KERNEL_BOUNDS(gemm_columns_##N, 256)(int rows, int columns, int k, int form, int parts, int share, int results,    \
            Batch batch, const real *__restrict__ x, const real *__restrict__ s, const real *__restrict__ bias,        \
            int activation, real *__restrict__ c) {                                                                    \
        __shared__ real memory[256 * N];                                                                               \
        columns_by_columns<N>(rows, columns, k, form, parts, share, batch, x, s, bias, activation, c, memory);         \
    }

NARROW_KERNELS(1)
NARROW_KERNELS(4)
NARROW_KERNELS(8)
