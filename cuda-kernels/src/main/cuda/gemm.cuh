// Tiles of a matrix product, what they share with its other kernels, and what becomes of a finished sum; see gemm.cu.
//
// A step of k of both operands lies in shared memory as one row of 16-byte pieces, whatever the operands' layout, so
// that one inner loop serves all four forms. An operand that lies across k is copied by pieces, one that lies along k
// element by element into a column; rows are padded by 4 so that the latter has no bank conflicts. While one tile is
// multiplied the next is on its way into registers.
#pragma once
#include "common.cuh"
#include "engine_math.cuh"

// Elements of 16 bytes, the widest access.
const int WIDTH = 16 / sizeof(real);

struct alignas(16) Piece {
    real at[WIDTH];
};

// Leading axes of the result, the last one fastest; a and b step in elements, by 0 where an operand is repeated.
struct Batch {
    int axes;
    int extent[6];
    int a[6];
    int b[6];
};

// Bits of a product's form.
const int TRANSPOSE_A = 1;
const int TRANSPOSE_B = 2;
// Rows of the operand as it lies in memory are a multiple of 16 bytes.
const int WIDE_A = 4;
const int WIDE_B = 8;

static __device__ __forceinline__ float multiply_add(float a, float b, float c) { return fmaf(a, b, c); }
static __device__ __forceinline__ double multiply_add(double a, double b, double c) { return fma(a, b, c); }

static __device__ __forceinline__ int smaller(int a, int b) { return a < b ? a : b; }

// Of numbers that are not negative, which takes half the instructions.
static __device__ __forceinline__ int quotient(int a, int b) { return (unsigned) a / (unsigned) b; }

static __device__ __forceinline__ float activate(float x, int activation) {
    switch (activation) {
        case 1: return x <= 0 ? 0 : x;
        case 2: return float_math::tanh(x);
        case 3: return float_math::sigmoid(x);
        case 4: return float_math::softplus(x);
        default: return x;
    }
}

static __device__ __forceinline__ double activate(double x, int activation) {
    switch (activation) {
        case 1: return x <= 0 ? 0 : x;
        case 2: return ::tanh(x);
        case 3: return double_math::sigmoid(x);
        case 4: return double_math::softplus(x);
        default: return x;
    }
}

// What happens to a finished sum in a column of the result.
static __device__ __forceinline__ real finished(real sum, const real *bias, int column, int activation) {
    return activate(bias == nullptr ? sum : sum + bias[column], activation);
}

// Where the operands of product q of a batch begin.
static __device__ __forceinline__ void locate(const Batch &batch, int q, int &a, int &b) {
    a = 0;
    b = 0;
#pragma unroll
    for (int i = 5; i >= 0; i--) {
        if (i < batch.axes) {
            int rest = quotient(q, batch.extent[i]);
            int at = q - rest * batch.extent[i];
            a += at * batch.a[i];
            b += at * batch.b[i];
            q = rest;
        }
    }
}

// How an operand lies in memory: its rows along k or across it, 16-byte aligned; or known at run time only, and perhaps
// not aligned.
enum Layout { ACROSS, ALONG, ANY };

// One operand's part of a tile, L rows of A or columns of B by DEPTH steps of k, as one of THREADS threads sees it. All
// pieces of a thread begin in the same row, SPAN steps apart.
template <int L, int DEPTH, int THREADS, Layout LAYOUT>
struct Panel {
    static const int STRIDE = L + 4;
    static const int SIZE = STRIDE * DEPTH;
    static const int PIECES = L * DEPTH / (THREADS * WIDTH);
    static const int SPAN = THREADS * WIDTH / L;

    const real *next;
    int place;
    int left;
    int steps;
    int pitch;
    bool lies_along;
    bool aligned;

    __device__ __forceinline__ bool along() const { return LAYOUT == ANY ? lies_along : LAYOUT == ALONG; }
    __device__ __forceinline__ bool wide() const { return LAYOUT != ANY || aligned; }

    // An operand of rows x k elements from base: its rows from first on, steps from begin to end.
    __device__ __forceinline__ Panel(
            const real *base, int rows, int k, int first, int begin, int end, bool along_k, bool wide)
        : lies_along(along_k), aligned(wide) {
        int t = threadIdx.x;
        // Along k two threads share 32 bytes of a row: whole sectors of memory, and the column writes fall on different
        // banks.
        int row = along() ? t / 2 % L : t % (L / WIDTH) * WIDTH;
        int step = along() ? (t % 2 + t / (2 * L) * 2) * WIDTH : t / (L / WIDTH);
        pitch = along() ? 1 : rows;
        next = base + (along() ? (long long) (first + row) * k : first + row) + (long long) (begin + step) * pitch;
        place = step * STRIDE + row;
        left = rows - first - row;
        steps = left > 0 ? end - begin - step : 0;
    }

    // The next pieces, 0 outside the operand and its part.
    __device__ __forceinline__ void fetch(Piece (&piece)[PIECES]) {
#pragma unroll
        for (int i = 0; i < PIECES; i++) {
            const real *from = next + i * SPAN * pitch;
            bool inside = steps > i * SPAN;
            if (wide() && inside) {
                piece[i] = *reinterpret_cast<const Piece *>(from);
            } else {
                int valid = along() ? steps - i * SPAN : left;
#pragma unroll
                for (int j = 0; j < WIDTH; j++) {
                    piece[i].at[j] = !wide() && inside && j < valid ? from[j] : 0;
                }
            }
        }
        next += DEPTH * pitch;
        steps -= DEPTH;
    }

    __device__ __forceinline__ void store(real *to, const Piece (&piece)[PIECES]) const {
#pragma unroll
        for (int i = 0; i < PIECES; i++) {
            real *at = to + place + i * SPAN * STRIDE;
            if (along()) {
#pragma unroll
                for (int j = 0; j < WIDTH; j++) {
                    at[j * STRIDE] = piece[i].at[j];
                }
            } else {
                *reinterpret_cast<Piece *>(at) = piece[i];
            }
        }
    }
};

// Arguments that all kernels of tiles share. The sums of a product are divided into parts, of which each block takes
// one: share steps of k, a multiple of its tile's depth unless it is k. With more than one part c is a scratch array
// [batch, parts, m, n].
struct Product {
    int m, n, k, form, parts, share;
    const real *a;
    const real *b;
    const real *bias;
    int activation;
    real *c;
};

// A warp's threads stand 4 x 8 over its part of the tile, each with DOWN x ACROSS pieces of rows and columns; WARPS_M x
// WARPS_N warps make a group that covers the tile, and GROUPS groups share out the steps of k.
template <Layout A, Layout B, int DEPTH, int WARPS_M, int WARPS_N, int GROUPS, int DOWN, int ACROSS>
struct Tile {
    static const int ROWS = WARPS_M * 4 * WIDTH * DOWN;
    static const int COLUMNS = WARPS_N * 8 * WIDTH * ACROSS;
    static const int THREADS = 32 * WARPS_M * WARPS_N * GROUPS;
    typedef Panel<ROWS, DEPTH, THREADS, A> PanelA;
    typedef Panel<COLUMNS, DEPTH, THREADS, B> PanelB;
    // Two tiles, one read while the other is written. Sums of groups and rows on their way out use the same memory.
    static const int BUFFER = PanelA::SIZE + PanelB::SIZE;

    // Block to tile. Large products: bands of eight rows of tiles, column after column, so that blocks that run
    // together share operands in the cache. Small ones start sooner with one division less.
    static __device__ __forceinline__ void place(int id, int down, int across, int &row, int &column) {
        int band = GROUPS == 1 ? quotient(id, 8 * across) : 0;
        int height = GROUPS == 1 ? smaller(8, down - band * 8) : down;
        int within = id - band * 8 * across;
        int away = quotient(within, height);
        row = (band * 8 + within - away * height) * ROWS;
        column = away * COLUMNS;
    }

    static __device__ __forceinline__ void multiply(
            const Product &x, const Batch &batch, real *memory, int *place_of_block) {
        int down = (x.m + ROWS - 1) / ROWS;
        int across = (x.n + COLUMNS - 1) / COLUMNS;
        int result = (int) gridDim.x > down * across ? quotient(blockIdx.x, down * across) : 0;
        int q = x.parts > 1 ? quotient(result, x.parts) : result;
        int row, column, from_a, from_b;
        place(blockIdx.x - result * down * across, down, across, row, column);
        locate(batch, q, from_a, from_b);
        int begin = (result - q * x.parts) * x.share;
        int end = smaller(x.k, begin + x.share);
        // Needed at the end only, when registers are free again.
        if (threadIdx.x == 0) {
            place_of_block[0] = row;
            place_of_block[1] = column;
            place_of_block[2] = result;
        }

        PanelA a(x.a + from_a, x.m, x.k, row, begin, end, !(x.form & TRANSPOSE_A), x.form & WIDE_A);
        PanelB b(x.b + from_b, x.n, x.k, column, begin, end, x.form & TRANSPOSE_B, x.form & WIDE_B);
        Piece next_a[PanelA::PIECES];
        Piece next_b[PanelB::PIECES];

        // Neighbouring threads alternate between rows, so that each half of a warp asks for 128 bytes at most and they
        // are read at once.
        int lane = threadIdx.x % 32;
        int warp = threadIdx.x / 32 % (WARPS_M * WARPS_N);
        int group = threadIdx.x / (32 * WARPS_M * WARPS_N);
        int lane_row = lane % 2 + lane / 16 * 2;
        int lane_column = lane / 2 % 8;
        int warp_row = warp / WARPS_N * (4 * WIDTH * DOWN);
        int warp_column = warp % WARPS_N * (8 * WIDTH * ACROSS);

        real sum[DOWN * WIDTH][ACROSS * WIDTH];
#pragma unroll
        for (int i = 0; i < DOWN * WIDTH; i++) {
#pragma unroll
            for (int j = 0; j < ACROSS * WIDTH; j++) {
                sum[i][j] = 0;
            }
        }

        const real *read_a = memory + warp_row + lane_row * WIDTH;
        const real *read_b = memory + PanelA::SIZE + warp_column + lane_column * WIDTH;
        if (begin < end) {
            a.fetch(next_a);
            b.fetch(next_b);
            a.store(memory, next_a);
            b.store(memory + PanelA::SIZE, next_b);
        }
        __syncthreads();
        int other = BUFFER;
        for (int k = begin; k < end; k += DEPTH) {
            // Beyond the end these are zeros; a condition here would let the assembler move the loads down to where
            // they are stored.
            a.fetch(next_a);
            b.fetch(next_b);
            if (GROUPS == 1) {
#pragma unroll
                for (int p = 0; p < DEPTH; p++) {
                    step(read_a + p * PanelA::STRIDE, read_b + p * PanelB::STRIDE, sum);
                }
            } else {
                int depth = smaller(DEPTH, end - k);
#pragma unroll 4
                for (int p = group; p < depth; p += GROUPS) {
                    step(read_a + p * PanelA::STRIDE, read_b + p * PanelB::STRIDE, sum);
                }
            }
            a.store(memory + other, next_a);
            b.store(memory + other + PanelA::SIZE, next_b);
            __syncthreads();
            read_a = memory + other + warp_row + lane_row * WIDTH;
            read_b = memory + other + PanelA::SIZE + warp_column + lane_column * WIDTH;
            other = BUFFER - other;
        }

        row = place_of_block[0];
        column = place_of_block[1];
        real *c = x.c + (long long) place_of_block[2] * x.m * x.n;
        if (GROUPS == 1) {
            // Row by row through shared memory: contiguous writes at any alignment, and one copy of the activation's
            // code.
            const int SPREAD = ACROSS * 8 * WIDTH;
            real *rows = memory + warp * 4 * SPREAD;
#pragma unroll 1
            for (int i = 0; i < DOWN * WIDTH; i++) {
#pragma unroll
                for (int u = 0; u < DOWN * WIDTH; u++) {
                    if (u == i) {
                        put(rows + lane_row * SPREAD + lane_column * WIDTH, sum[u]);
                    }
                }
                __syncwarp();
#pragma unroll 1
                for (int e = lane; e < 4 * SPREAD; e += 32) {
                    int r = row + warp_row + (i / WIDTH * 4 + e / SPREAD) * WIDTH + i % WIDTH;
                    int s = column + warp_column + e % SPREAD;
                    if (r < x.m && s < x.n) {
                        c[r * x.n + s] = finished(rows[e], x.bias, s, x.activation);
                    }
                }
                __syncwarp();
            }
        } else {
            // The groups' sums, in order.
#pragma unroll
            for (int u = 0; u < DOWN * WIDTH; u++) {
                int r = warp_row + (u / WIDTH * 4 + lane_row) * WIDTH + u % WIDTH;
                put(memory + (group * ROWS + r) * COLUMNS + warp_column + lane_column * WIDTH, sum[u]);
            }
            __syncthreads();
#pragma unroll 1
            for (int e = threadIdx.x; e < ROWS * COLUMNS; e += THREADS) {
                real total = memory[e];
#pragma unroll
                for (int g = 1; g < GROUPS; g++) {
                    total += memory[g * ROWS * COLUMNS + e];
                }
                int r = row + e / COLUMNS;
                int s = column + e % COLUMNS;
                if (r < x.m && s < x.n) {
                    c[r * x.n + s] = finished(total, x.bias, s, x.activation);
                }
            }
        }
    }

    // One step of k.
    static __device__ __forceinline__ void step(
            const real *a, const real *b, real (&sum)[DOWN * WIDTH][ACROSS * WIDTH]) {
        Piece left[DOWN];
        Piece right[ACROSS];
#pragma unroll
        for (int i = 0; i < DOWN; i++) {
            left[i] = *reinterpret_cast<const Piece *>(a + i * 4 * WIDTH);
        }
#pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            right[j] = *reinterpret_cast<const Piece *>(b + j * 8 * WIDTH);
        }
#pragma unroll
        for (int i = 0; i < DOWN * WIDTH; i++) {
#pragma unroll
            for (int j = 0; j < ACROSS * WIDTH; j++) {
                sum[i][j] = multiply_add(left[i / WIDTH].at[i % WIDTH], right[j / WIDTH].at[j % WIDTH], sum[i][j]);
            }
        }
    }

    // A row of a thread's sums.
    static __device__ __forceinline__ void put(real *to, const real (&sum)[ACROSS * WIDTH]) {
#pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            Piece piece;
#pragma unroll
            for (int v = 0; v < WIDTH; v++) {
                piece.at[v] = sum[j * WIDTH + v];
            }
            *reinterpret_cast<Piece *>(to + j * 8 * WIDTH) = piece;
        }
    }
};

// launch: blocks batch x parts x tiles, threads as bounded; c is the result or, with parts, scratch memory. At least so many blocks fit a processor, so that one multiplies while another waits.
#define TILE_KERNEL(name, blocks, tile)                                                                                \
    extern "C" __global__ void __launch_bounds__(tile::THREADS, blocks) KERNEL_NAME(name)(int m, int n, int k,         \
            int form, int parts, int share, Batch batch, const real *__restrict__ a, const real *__restrict__ b,       \
            const real *__restrict__ bias, int activation, real *__restrict__ c) {                                     \
        alignas(16) __shared__ real memory[2 * tile::BUFFER];                                                          \
        __shared__ int place[3];                                                                                       \
        Product product = {m, n, k, form, parts, share, a, b, bias, activation, c};                                    \
        tile::multiply(product, batch, memory, place);                                                                 \
    }
