// Convolutions along up to three axes with strides, padding, dilations and groups, and their two gradients.
// types: f32 f64
//
// 2 batch groups out in taps places FLOPs, where places counts the results of a channel and taps the elements of its kernel;
// operands are read and the result is written once at least, and patches are never in memory. Full precision of the type (fma,
// no tensor cores), every sum in an order that depends on shapes only.
//
// All three are products C[i, j] = sum over k of A[i, k] B[k, j], one for every group. A lies in memory with an offset for
// each k. B[k, j] is the element of an array of three axes whose offset, and whose place on each axis, is the sum of a number for
// k and one for j; beyond the ends it is 0. k and j walk over four axes each, and each number is a linear function of the
// four. ConvolutionShapes.java says which:
//
//                    i             j                     k                     A     B
//   convolution      out channel   sample, place         in channel, tap       w     x
//   transposed       in channel    sample, place of x    out channel, tap      w     y    of those that a stride leaves together
//   weights          out channel   in channel, tap       sample, place         y     x
//
// - convolution_128x64 (float), _64x64, _32x128   tiles in shared memory, 8 x 8 or 8 x 4 results per thread; _sum for weights,
//   where neighbouring threads load neighbouring k instead of j, because those lie side by side. 128 x 128 would spill.
// - convolution_direct   one thread per result: few rows, such as depthwise convolutions, would leave tiles empty.
// - convolution_dot      one block per result: gradients of a few weights, sums over a whole batch.
// - convolution_finish   adds parts of sums that were divided among blocks, in their order.
#include "common.cuh"
#include "divisor.cuh"

// Elements of 16 bytes, the widest access.
const int WIDTH = 16 / sizeof(real);

// A place on no axis, also where two of them are added.
const int NOWHERE = -(1 << 30);

static __device__ __forceinline__ float multiply_add(float a, float b, float c) { return fmaf(a, b, c); }
static __device__ __forceinline__ double multiply_add(double a, double b, double c) { return fma(a, b, c); }

struct alignas(16) Piece {
    real at[WIDTH];
};

// Offset and places on three axes.
struct alignas(16) Place {
    int offset, a, b, c;
};

// Four axes, the last one fastest: extents of the last three, and linear functions of the four indices.
struct Walk {
    Divisor inner[3];
    int stride[4];
    int begin;
    int step[3];
    int first[3];
    int other[4];
    int other_begin;

    // The numbers of an index: the place in B, and the offset in A or C.
    __device__ __forceinline__ Place at(int index, int &matrix) const {
        int rest = inner[2].quotient(index);
        int c = index - rest * inner[2].value;
        int outer = inner[1].quotient(rest);
        int b = rest - outer * inner[1].value;
        int first_index = inner[0].quotient(outer);
        int a = outer - first_index * inner[0].value;
        matrix = other_begin + first_index * other[0] + a * other[1] + b * other[2] + c * other[3];
        Place p;
        p.offset = begin + first_index * stride[0] + a * stride[1] + b * stride[2] + c * stride[3];
        p.a = first[0] + a * step[0];
        p.b = first[1] + b * step[1];
        p.c = first[2] + c * step[2];
        return p;
    }
};

// Both walks, the extents of B's array, steps between rows of A and C and from group to group, elements of the whole result.
struct Gather {
    Walk depth;
    Walk columns;
    int extent[3];
    int row_a, row_c;
    int group_a, group_b, group_c;
    int size;

    __device__ __forceinline__ bool inside(const Place &p, const Place &q) const {
        return (unsigned) (p.a + q.a) < (unsigned) extent[0] && (unsigned) (p.b + q.b) < (unsigned) extent[1]
                && (unsigned) (p.c + q.c) < (unsigned) extent[2];
    }
};

static __device__ __forceinline__ Place nowhere() {
    Place p;
    p.offset = 0;
    p.a = NOWHERE;
    p.b = 0;
    p.c = 0;
    return p;
}

static __device__ __forceinline__ int smaller(int a, int b) { return a < b ? a : b; }

// A thread has 8 rows and ACROSS columns in pieces of 16 bytes, a warp's threads stand 4 x 8. With SUM neighbouring threads load
// neighbouring k of B, else neighbouring columns.
template <int ROWS, int COLUMNS, int DEPTH, int ACROSS, bool SUM>
struct Tile {
    static const int DOWN = 8;
    static const int WARPS_ACROSS = COLUMNS / (8 * ACROSS);
    static const int THREADS = 32 * (ROWS / (4 * DOWN)) * WARPS_ACROSS;
    // Padded, so that writes along k fall on different banks.
    static const int PITCH_A = ROWS + 4;
    static const int PITCH_B = COLUMNS + 4;
    static const int BUFFER = (PITCH_A + PITCH_B) * DEPTH;
    static const int EACH_A = ROWS * DEPTH / THREADS;
    static const int EACH_B = COLUMNS * DEPTH / THREADS;
    static const int SPAN = THREADS / DEPTH;

    // Two tiles, one read while the other is written, and what belongs to each step of k and to each column.
    struct Memory {
        Place columns[COLUMNS];
        Place steps_of[2][DEPTH];
        alignas(16) real tile[2 * BUFFER];
        int left[2][DEPTH];
        int to[COLUMNS];
        // Where the result goes: needed at the end only, when registers are free again.
        int row, column, group, part;
    };

    // What belongs to the steps of k from first on; those from end on are nowhere.
    static __device__ __forceinline__ void steps(const Gather &g, int first, int end, Place *step, int *left) {
        int t = threadIdx.x;
        if (t < DEPTH) {
            int offset = -1;
            Place p = nowhere();
            if (first + t < end) {
                p = g.depth.at(first + t, offset);
            }
            step[t] = p;
            left[t] = offset;
        }
    }

    static __device__ __forceinline__ void multiply(
            int m, int n, int k, int share, int groups, const Gather &g, const real *a, const real *b, real *c, Memory &memory) {
        int t = threadIdx.x;
        int down = (m + ROWS - 1) / ROWS;
        int across = (n + COLUMNS - 1) / COLUMNS;
        int id = blockIdx.x;
        int row = id % down * ROWS;
        id /= down;
        int column = id % across * COLUMNS;
        id /= across;
        int group = id % groups;
        int part = id / groups;
        a += (long long) group * g.group_a;
        b += (long long) group * g.group_b;
        int begin = part * share;
        int end = smaller(k, begin + share);
        if (t == 0) {
            memory.row = row;
            memory.column = column;
            memory.group = group;
            memory.part = part;
        }

        for (int j = t; j < COLUMNS; j += THREADS) {
            int offset = 0;
            memory.columns[j] = column + j < n ? g.columns.at(column + j, offset) : nowhere();
            memory.to[j] = offset;
        }
        steps(g, begin, end, memory.steps_of[0], memory.left[0]);
        steps(g, begin + DEPTH, end, memory.steps_of[1], memory.left[1]);
        __syncthreads();

        // Rows of A that this thread loads begin here; its columns of B if they are its own.
        int load_k = t % DEPTH;
        int load_row = t / DEPTH;
        int rows = m - row - load_row;
        // Offsets that are used are below 2^31.
        int from = (row + load_row) * g.row_a;
        int load_column = SUM ? t / DEPTH : t % COLUMNS;
        real next_a[EACH_A];
        real next_b[EACH_B];

        auto fetch = [&](const Place *step, const int *left) {
            int offset = left[load_k];
            int valid = offset >= 0 ? rows : 0;
            offset += from;
#pragma unroll
            for (int i = 0; i < EACH_A; i++) {
                next_a[i] = i * SPAN < valid ? a[offset + i * SPAN * g.row_a] : (real) 0;
            }
            // Read again each time: registers are what there are too few of.
            Place one = SUM ? step[load_k] : memory.columns[load_column];
#pragma unroll
            for (int i = 0; i < EACH_B; i++) {
                Place other = SUM ? memory.columns[load_column + i * SPAN] : step[t / COLUMNS + i * (THREADS / COLUMNS)];
                next_b[i] = g.inside(one, other) ? b[one.offset + other.offset] : (real) 0;
            }
        };
        auto store = [&](real *to) {
#pragma unroll
            for (int i = 0; i < EACH_A; i++) {
                to[load_k * PITCH_A + load_row + i * SPAN] = next_a[i];
            }
            to += PITCH_A * DEPTH;
#pragma unroll
            for (int i = 0; i < EACH_B; i++) {
                int at = SUM ? load_k * PITCH_B + load_column + i * SPAN
                             : (t / COLUMNS + i * (THREADS / COLUMNS)) * PITCH_B + load_column;
                to[at] = next_b[i];
            }
        };

        real sum[DOWN][ACROSS];
#pragma unroll
        for (int i = 0; i < DOWN; i++) {
#pragma unroll
            for (int j = 0; j < ACROSS; j++) {
                sum[i][j] = 0;
            }
        }
        int lane = t % 32;
        int own_row = t / 32 / WARPS_ACROSS * (4 * DOWN) + lane / 8 * WIDTH;
        int own_column = t / 32 % WARPS_ACROSS * (8 * ACROSS) + lane % 8 * WIDTH;

        if (begin < end) {
            fetch(memory.steps_of[0], memory.left[0]);
            store(memory.tile);
        }
        __syncthreads();
        int now = 0;
        for (int first = begin; first < end; first += DEPTH) {
            // Beyond the end these are zeros.
            fetch(memory.steps_of[1 - now], memory.left[1 - now]);
            const real *tile = memory.tile + now * BUFFER;
#pragma unroll
            for (int p = 0; p < DEPTH; p++) {
                Piece left[DOWN / WIDTH];
                Piece right[ACROSS / WIDTH];
#pragma unroll
                for (int i = 0; i < DOWN / WIDTH; i++) {
                    left[i] = *reinterpret_cast<const Piece *>(tile + p * PITCH_A + own_row + i * 4 * WIDTH);
                }
#pragma unroll
                for (int j = 0; j < ACROSS / WIDTH; j++) {
                    right[j] = *reinterpret_cast<const Piece *>(
                            tile + PITCH_A * DEPTH + p * PITCH_B + own_column + j * 8 * WIDTH);
                }
#pragma unroll
                for (int i = 0; i < DOWN; i++) {
#pragma unroll
                    for (int j = 0; j < ACROSS; j++) {
                        sum[i][j] = multiply_add(left[i / WIDTH].at[i % WIDTH], right[j / WIDTH].at[j % WIDTH], sum[i][j]);
                    }
                }
            }
            // Everybody has read the present steps before the last barrier.
            steps(g, first + 2 * DEPTH, end, memory.steps_of[now], memory.left[now]);
            now = 1 - now;
            store(memory.tile + now * BUFFER);
            __syncthreads();
        }

        row = memory.row;
        column = memory.column;
        c += (long long) memory.part * g.size + (long long) memory.group * g.group_c;
#pragma unroll
        for (int i = 0; i < DOWN; i++) {
            int r = row + own_row + i / WIDTH * 4 * WIDTH + i % WIDTH;
#pragma unroll
            for (int j = 0; j < ACROSS; j++) {
                int s = own_column + j / WIDTH * 8 * WIDTH + j % WIDTH;
                if (r < m && column + s < n) {
                    c[(long long) r * g.row_c + memory.to[s]] = sum[i][j];
                }
            }
        }
    }
};

// launch: blocks parts x groups x columns of tiles x rows of tiles. share is a multiple of the depth; with share < k c is
// scratch, [parts, result].
#define TILE_KERNEL(name, blocks, tile) \
    extern "C" __global__ void __launch_bounds__(tile::THREADS, blocks) KERNEL_NAME(name)( \
            int m, int n, int k, int share, int groups, Gather gather, \
            const real *__restrict__ a, const real *__restrict__ b, real *__restrict__ c) { \
        __shared__ tile::Memory memory; \
        tile::multiply(m, n, k, share, groups, gather, a, b, c, memory); \
    }

#if defined(REAL_f32)
typedef Tile<128, 64, 8, 8, false> Large;
typedef Tile<128, 64, 8, 8, true> LargeSum;
TILE_KERNEL(convolution_128x64, 3, Large)
TILE_KERNEL(convolution_128x64_sum, 3, LargeSum)
const int RESIDENT = 4;
typedef Tile<64, 64, 16, 4, false> Medium;
typedef Tile<64, 64, 16, 4, true> MediumSum;
typedef Tile<32, 128, 16, 4, false> Low;
typedef Tile<32, 128, 16, 4, true> LowSum;
#else
const int RESIDENT = 3;
typedef Tile<64, 64, 8, 4, false> Medium;
typedef Tile<64, 64, 8, 4, true> MediumSum;
typedef Tile<32, 128, 8, 4, false> Low;
typedef Tile<32, 128, 8, 4, true> LowSum;
#endif
TILE_KERNEL(convolution_64x64, RESIDENT, Medium)
TILE_KERNEL(convolution_64x64_sum, RESIDENT, MediumSum)
TILE_KERNEL(convolution_32x128, RESIDENT, Low)
TILE_KERNEL(convolution_32x128_sum, RESIDENT, LowSum)

// launch: a thread per result, 256 to a block; k walks over channels fastest, what is beyond an end is left out
extern "C" __global__ void __launch_bounds__(256, 4) KERNEL_NAME(convolution_direct)(
        int m, int n, int channels, int total, Gather g,
        const real *__restrict__ a, const real *__restrict__ b, real *__restrict__ c) {
    int e = blockIdx.x * 256 + threadIdx.x;
    if ((unsigned) e >= (unsigned) total) {
        return;
    }
    int rest = e / n;
    int group = rest / m;
    int row = rest - group * m;
    int to;
    Place p = g.columns.at(e - rest * n, to);
    a += (long long) group * g.group_a + (long long) row * g.row_a + g.depth.other_begin;
    b += (long long) group * g.group_b;
    real sum = 0;
    int offset = p.offset + g.depth.begin;
    for (int i = 0; i < g.depth.inner[0].value; i++) {
        int at = p.a + g.depth.first[0] + i * g.depth.step[0];
        if ((unsigned) at >= (unsigned) g.extent[0]) {
            continue;
        }
        for (int j = 0; j < g.depth.inner[1].value; j++) {
            at = p.b + g.depth.first[1] + j * g.depth.step[1];
            if ((unsigned) at >= (unsigned) g.extent[1]) {
                continue;
            }
            for (int l = 0; l < g.depth.inner[2].value; l++) {
                at = p.c + g.depth.first[2] + l * g.depth.step[2];
                if ((unsigned) at >= (unsigned) g.extent[2]) {
                    continue;
                }
                const real *left = a + (i * g.depth.other[1] + j * g.depth.other[2] + l * g.depth.other[3]);
                const real *right = b + (offset + i * g.depth.stride[1] + j * g.depth.stride[2] + l * g.depth.stride[3]);
#pragma unroll 4
                for (int q = 0; q < channels; q++) {
                    sum = multiply_add(left[(long long) q * g.depth.other[0]], right[(long long) q * g.depth.stride[0]], sum);
                }
            }
        }
    }
    c[(long long) group * g.group_c + (long long) row * g.row_c + to] = sum;
}

// launch: blocks parts x groups x rows x columns of 256 threads; with share < k, c is scratch, [parts, result]
extern "C" __global__ void __launch_bounds__(256, 4) KERNEL_NAME(convolution_dot)(
        int m, int n, int k, int share, int groups, Gather g,
        const real *__restrict__ a, const real *__restrict__ b, real *__restrict__ c) {
    __shared__ accumulator sums[256];
    int t = threadIdx.x;
    int id = blockIdx.x;
    int column = id % n;
    id /= n;
    int row = id % m;
    id /= m;
    int group = id % groups;
    int part = id / groups;
    int to;
    Place p = g.columns.at(column, to);
    a += (long long) group * g.group_a + (long long) row * g.row_a;
    b += (long long) group * g.group_b;
    int begin = part * share;
    int end = smaller(k, begin + share);
    accumulator sum = 0;
    for (int i = begin + t; i < end; i += 256) {
        int offset;
        Place q = g.depth.at(i, offset);
        if (g.inside(p, q)) {
            sum += (accumulator) a[offset] * b[p.offset + q.offset];
        }
    }
    sums[t] = sum;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (t < half) {
            sums[t] += sums[t + half];
        }
        __syncthreads();
    }
    if (t == 0) {
        c[(long long) part * g.size + (long long) group * g.group_c + (long long) row * g.row_c + to] = (real) sums[0];
    }
}

// launch: a thread per result, 256 to a block
KERNEL_BOUNDS(convolution_finish, 256)(int total, int parts, const real *__restrict__ part, real *__restrict__ c) {
    int e = blockIdx.x * 256 + threadIdx.x;
    if ((unsigned) e >= (unsigned) total) {
        return;
    }
    accumulator sum = 0;
#pragma unroll 4
    for (int i = 0; i < parts; i++) {
        sum += part[(long long) i * total + e];
    }
    c[e] = (real) sum;
}
