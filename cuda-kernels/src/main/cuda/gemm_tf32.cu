// Matrix products C = f(op(A) op(B) + bias) on tensor cores, their factors rounded to TF32; see gemm.cu for the others.
// types: f32
// capability: 80
//
// 2 m n k FLOPs, of which 1024 multiplications are one instruction of a warp. Reads m k + k n and writes m n elements of
// 4 bytes; a block reads ROWS + COLUMNS of them from memory or the cache for each step of k. Factors lose 13 of their 24
// significant bits, so that a product of two is off by up to 2^-10 of it; sums are float32. Chosen only where the user
// allows that, see ProductChoice.java:
//
// - gemm_tf32_128x128_FORM: 64 x 32 results per warp, that is 16 instructions for 24 numbers that a thread reads and
//   rounds, which is what the large tile is for.
// - gemm_tf32_64x64_FORM: 32 x 32 per warp, 8 instructions for 16 numbers: where large tiles leave processors empty. Twice
//   the steps of k in a tile, because its blocks of four warps have less to do while the next one is on its way.
//
// The form is fixed at compile time, so that all places in shared memory are constants. Both tiles of a pair are written
// by copies that no thread waits for: one is read while the other arrives, and no register holds what is on its way.
// Factors are rounded after they are read, because a copy cannot; rounding them in shared memory would take another pass
// and barrier. Operands whose rows are not multiples of 16 bytes are copied number by number.
#include "gemm.cuh"
#include "tensor.cuh"

// One operand's part of a tile: L rows of A or columns of B by DEPTH steps of k, in shared memory as they are in memory.
// Lines are padded so that the numbers that a warp reads at once, 8 rows by 4 steps, are in 32 different banks.
template <int L, int DEPTH, int THREADS, Layout LAYOUT>
struct TensorPanel {
    static const int LENGTH = LAYOUT == ALONG ? DEPTH : L;
    static const int LINES = LAYOUT == ALONG ? L : DEPTH;
    static const int PITCH = LENGTH + (LAYOUT == ALONG ? 4 : 8);
    static const int SIZE = LINES * PITCH;
    // A thread copies as many pieces, which begin in lines SPAN apart.
    static const int PIECES = LINES * LENGTH / (4 * THREADS);
    static const int SPAN = 4 * THREADS / LENGTH;

    const float *next;
    int pitch;
    int place;
    int rows;
    int steps;
    bool wide;

    // An operand of rows x k elements from base: its rows from first on, steps from begin to end.
    __device__ __forceinline__ TensorPanel(
            const float *base, int all, int k, int first, int begin, int end, bool aligned)
        : wide(aligned) {
        int line = threadIdx.x / (LENGTH / 4);
        int within = threadIdx.x % (LENGTH / 4) * 4;
        int row = first + (LAYOUT == ALONG ? line : within);
        int step = begin + (LAYOUT == ALONG ? within : line);
        pitch = LAYOUT == ALONG ? k : all;
        next = base + (LAYOUT == ALONG ? (long long) row * k + step : (long long) step * all + row);
        place = line * PITCH + within;
        rows = all - row;
        steps = end - step;
    }

    // Begins to copy the next steps, zeros outside the operand and its part.
    __device__ __forceinline__ void fetch(float *to) {
        int lines = LAYOUT == ALONG ? rows : steps;
        int length = LAYOUT == ALONG ? steps : rows;
#pragma unroll
        for (int i = 0; i < PIECES; i++) {
            const float *from = next + (long long) i * SPAN * pitch;
            float *at = to + place + i * SPAN * PITCH;
            int valid = i * SPAN < lines ? length : 0;
            if (wide) {
                // Lines are multiples of 4 numbers: all of a piece is inside or none.
                copy_16_bytes(at, from, valid > 0 ? 16 : 0);
            } else {
#pragma unroll
                for (int j = 0; j < 4; j++) {
                    copy_4_bytes(at + j, from + j, j < valid ? 4 : 0);
                }
            }
        }
        next += LAYOUT == ALONG ? DEPTH : (long long) DEPTH * pitch;
        steps -= DEPTH;
    }

    static __device__ __forceinline__ int at(int row, int step) {
        return LAYOUT == ALONG ? row * PITCH + step : step * PITCH + row;
    }
};

// WARPS_M x WARPS_N warps, each with DOWN x 4 products of 16 x 8 results.
template <Layout A, Layout B, int DEPTH, int WARPS_M, int WARPS_N, int DOWN>
struct TensorTile {
    static const int ACROSS = 4;
    static const int WARP_ROWS = 16 * DOWN;
    static const int WARP_COLUMNS = 8 * ACROSS;
    static const int ROWS = WARPS_M * WARP_ROWS;
    static const int COLUMNS = WARPS_N * WARP_COLUMNS;
    static const int THREADS = 32 * WARPS_M * WARPS_N;
    typedef TensorPanel<ROWS, DEPTH, THREADS, A> PanelA;
    typedef TensorPanel<COLUMNS, DEPTH, THREADS, B> PanelB;
    // Two tiles, one read while the other is written; results on their way out use the same memory.
    static const int BUFFER = PanelA::SIZE + PanelB::SIZE;

    static __device__ __forceinline__ void multiply(const Product &x, const Batch &batch, float *memory) {
        int down = (x.m + ROWS - 1) / ROWS;
        int across = (x.n + COLUMNS - 1) / COLUMNS;
        int result = quotient(blockIdx.x, down * across);
        int q = quotient(result, x.parts);
        int from_a, from_b;
        locate(batch, q, from_a, from_b);
        int begin = (result - q * x.parts) * x.share;
        int end = smaller(x.k, begin + x.share);
        // Bands of eight rows of tiles, column after column: blocks that run together share operands in the cache.
        int id = blockIdx.x - result * down * across;
        int band = quotient(id, 8 * across);
        int height = smaller(8, down - band * 8);
        int within = id - band * 8 * across;
        int away = quotient(within, height);
        int row = (band * 8 + within - away * height) * ROWS;
        int column = away * COLUMNS;

        PanelA a(x.a + from_a, x.m, x.k, row, begin, end, x.form & WIDE_A);
        PanelB b(x.b + from_b, x.n, x.k, column, begin, end, x.form & WIDE_B);
        int lane = threadIdx.x % 32;
        int warp = threadIdx.x / 32;
        int warp_row = warp / WARPS_N * WARP_ROWS;
        int warp_column = warp % WARPS_N * WARP_COLUMNS;
        const float *read_a = memory + PanelA::at(warp_row + lane / 4, lane % 4);
        const float *read_b = memory + PanelA::SIZE + PanelB::at(warp_column + lane / 4, lane % 4);

        float sum[DOWN][ACROSS][4] = {};
        a.fetch(memory);
        b.fetch(memory + PanelA::SIZE);
        int other = BUFFER;
        for (int k = begin; k < end; k += DEPTH) {
            await_copies();
            // All have what this tile's threads copied, and nobody reads the other tile any more.
            __syncthreads();
            if (k + DEPTH < end) {
                a.fetch(memory + other);
                b.fetch(memory + other + PanelA::SIZE);
            }
#pragma unroll
            for (int p = 0; p < DEPTH; p += 8) {
                step(read_a + (BUFFER - other), read_b + (BUFFER - other), p, sum);
            }
            other = BUFFER - other;
        }
        __syncthreads();

        // Through shared memory, 16 rows at a time: contiguous writes at any alignment, and one copy of the activation's
        // code. This padding lets half a warp write eight bytes each to different banks.
        const int PITCH = WARP_COLUMNS + 8;
        float *strip = memory + warp * 16 * PITCH;
        row += warp_row;
        column += warp_column + lane;
        float *c = x.c + (long long) result * x.m * x.n;
#pragma unroll 1
        for (int i = 0; i < DOWN; i++) {
#pragma unroll
            for (int u = 0; u < DOWN; u++) {
                if (u == i) {
                    put<PITCH>(strip + lane / 4 * PITCH + lane % 4 * 2, sum[u]);
                }
            }
            __syncwarp();
#pragma unroll 1
            for (int r = 0; r < 16 && row + r < x.m; r++) {
                if (column < x.n) {
                    c[(row + r) * x.n + column] = finished(strip[r * PITCH + lane], x.bias, column, x.activation);
                }
            }
            __syncwarp();
            row += 16;
        }
    }

    // Eight steps of k, from step p of a tile on.
    static __device__ __forceinline__ void step(
            const float *a, const float *b, int p, float (&sum)[DOWN][ACROSS][4]) {
        unsigned right[ACROSS][2];
#pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            right[j][0] = round_tf32(b[PanelB::at(8 * j, p)]);
            right[j][1] = round_tf32(b[PanelB::at(8 * j, p + 4)]);
        }
#pragma unroll
        for (int i = 0; i < DOWN; i++) {
            unsigned left[4];
            left[0] = round_tf32(a[PanelA::at(16 * i, p)]);
            left[1] = round_tf32(a[PanelA::at(16 * i + 8, p)]);
            left[2] = round_tf32(a[PanelA::at(16 * i, p + 4)]);
            left[3] = round_tf32(a[PanelA::at(16 * i + 8, p + 4)]);
#pragma unroll
            for (int j = 0; j < ACROSS; j++) {
                multiply_16x8x8(left, right[j], sum[i][j]);
            }
        }
    }

    // A thread's results in 16 rows.
    template <int PITCH>
    static __device__ __forceinline__ void put(float *to, const float (&sum)[ACROSS][4]) {
#pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            *reinterpret_cast<float2 *>(to + 8 * j) = make_float2(sum[j][0], sum[j][1]);
            *reinterpret_cast<float2 *>(to + 8 * j + 8 * PITCH) = make_float2(sum[j][2], sum[j][3]);
        }
    }
};

// launch: as TILE_KERNEL of gemm.cuh
#define TENSOR_KERNEL(name, blocks, tile)                                                                              \
    extern "C" __global__ void __launch_bounds__(tile::THREADS, blocks) KERNEL_NAME(name)(int m, int n, int k,         \
            int form, int parts, int share, Batch batch, const real *__restrict__ a, const real *__restrict__ b,       \
            const real *__restrict__ bias, int activation, real *__restrict__ c) {                                     \
        alignas(16) __shared__ real memory[2 * tile::BUFFER];                                                          \
        Product product = {m, n, k, form, parts, share, a, b, bias, activation, c};                                    \
        tile::multiply(product, batch, memory);                                                                        \
    }

typedef TensorTile<ALONG, ACROSS, 16, 2, 4, 4> LargeNN;
typedef TensorTile<ALONG, ALONG, 16, 2, 4, 4> LargeNT;
typedef TensorTile<ACROSS, ACROSS, 16, 2, 4, 4> LargeTN;
typedef TensorTile<ACROSS, ALONG, 16, 2, 4, 4> LargeTT;
TENSOR_KERNEL(gemm_tf32_128x128_nn, 2, LargeNN)
TENSOR_KERNEL(gemm_tf32_128x128_nt, 2, LargeNT)
TENSOR_KERNEL(gemm_tf32_128x128_tn, 2, LargeTN)
TENSOR_KERNEL(gemm_tf32_128x128_tt, 2, LargeTT)

typedef TensorTile<ALONG, ACROSS, 32, 2, 2, 2> MediumNN;
typedef TensorTile<ALONG, ALONG, 32, 2, 2, 2> MediumNT;
typedef TensorTile<ACROSS, ACROSS, 32, 2, 2, 2> MediumTN;
typedef TensorTile<ACROSS, ALONG, 32, 2, 2, 2> MediumTT;
TENSOR_KERNEL(gemm_tf32_64x64_nn, 4, MediumNN)
TENSOR_KERNEL(gemm_tf32_64x64_nt, 4, MediumNT)
TENSOR_KERNEL(gemm_tf32_64x64_tn, 4, MediumTN)
TENSOR_KERNEL(gemm_tf32_64x64_tt, 4, MediumTT)
