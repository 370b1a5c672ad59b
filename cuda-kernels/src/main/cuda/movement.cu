// Movements: strided copies, transposes, padding and joining. Bits are moved, nothing is computed.
// types: f32 f64 u8
//
// Elements are taken as unsigned integers of their size, so that every NaN stays what it is; int32 values use the f32
// kernels. Cost: every element is read and written once; bound by memory.
//   copy, copy_packs            the result in order, each element from a position affine in its index (broadcast,
//                               slice, flip, permutations that keep the last axis). _packs moves 16 bytes at a time,
//                               where runs, steps and offsets are multiples of that.
//   transpose                   permutations that move the last axis: tiles of 1024 elements go through shared memory,
//                               so that both reads and writes are of neighbours. Narrow matrices have narrow tiles.
//   pad, pad_packs              zeros and elements in one pass over the result.
//   copy_rows, copy_rows_packs  a dense matrix into rows that lie further apart: a part of a concatenation.
// A thread makes four moves, loads before stores, so that several loads are under way.
#include "common.cuh"
#include "divisor.cuh"

namespace {

#if defined(REAL_f64)
typedef unsigned long long Element;
#elif defined(REAL_f32)
typedef unsigned Element;
#else
typedef unsigned char Element;
#endif

struct alignas(16) Pack {
    unsigned v[4];
};

const int AXES = 8;
const int THREADS = 256;
const int MOVES = 4;

// One axis of the result, and the step along it in the input.
struct Axis {
    Divisor extent;
    int stride;
};

struct Walk {
    int rank;
    int offset;
    Axis axes[AXES];

    // Position in the input of element i of the result.
    __device__ int position(unsigned i) const {
        int at = offset;
#pragma unroll 1
        for (int k = rank - 1; k > 0; k--) {
            unsigned rest = axes[k].extent.quotient(i);
            at += (int)(i - rest * axes[k].extent.value) * axes[k].stride;
            i = rest;
        }
        return at + (int)i * axes[0].stride;
    }
};

template <class T>
__device__ inline void copy_strided(int n, const Walk &walk, const T *x, T *y) {
    unsigned first = blockIdx.x * (THREADS * MOVES) + threadIdx.x;
    T v[MOVES];
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        unsigned i = first + k * THREADS;
        if (i < (unsigned)n) {
            v[k] = x[walk.position(i)];
        }
    }
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        unsigned i = first + k * THREADS;
        if (i < (unsigned)n) {
            y[i] = v[k];
        }
    }
}

template <class T>
__device__ inline void copy_to_rows(int n, const Divisor &width, int pitch, int offset, const T *x, T *y) {
    unsigned first = blockIdx.x * (THREADS * MOVES) + threadIdx.x;
    T v[MOVES];
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        unsigned i = first + k * THREADS;
        if (i < (unsigned)n) {
            v[k] = x[i];
        }
    }
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        unsigned i = first + k * THREADS;
        if (i < (unsigned)n) {
            unsigned row = width.quotient(i);
            y[offset + (int)(row * pitch + (i - row * width.value))] = v[k];
        }
    }
}

// One axis of a padded result: input element j is at low + j * step.
struct PaddedAxis {
    Divisor extent;
    int low;
    Divisor step;
    int count;
    int stride;
};

struct Padding {
    int rank;
    PaddedAxis axes[AXES];

    // Position in the input of element i of the result, or -1 for a zero.
    __device__ int position(unsigned i) const {
        int at = 0;
        bool inside = true;
#pragma unroll 1
        for (int k = rank - 1; k >= 0; k--) {
            const PaddedAxis &a = axes[k];
            unsigned rest = a.extent.quotient(i);
            int from = (int)(i - rest * a.extent.value) - a.low;
            int j = from < 0 ? 0 : a.step.quotient(from);
            inside = inside && from >= 0 && j < a.count && j * a.step.value == from;
            at += j * a.stride;
            i = rest;
        }
        return inside ? at : -1;
    }
};

template <class T>
__device__ inline void pad_with_zeros(int n, const Padding &padding, const T *x, T *y) {
    unsigned first = blockIdx.x * (THREADS * MOVES) + threadIdx.x;
    T v[MOVES];
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        unsigned i = first + k * THREADS;
        v[k] = T();
        if (i < (unsigned)n) {
            int at = padding.position(i);
            if (at >= 0) {
                v[k] = x[at];
            }
        }
    }
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        unsigned i = first + k * THREADS;
        if (i < (unsigned)n) {
            y[i] = v[k];
        }
    }
}

}  // namespace

KERNEL_BOUNDS(copy, 256)(int n, Walk walk, const Element *__restrict__ x, Element *__restrict__ y) {
    copy_strided(n, walk, x, y);
}

KERNEL_BOUNDS(copy_packs, 256)(int n, Walk walk, const Pack *__restrict__ x, Pack *__restrict__ y) {
    copy_strided(n, walk, x, y);
}

KERNEL_BOUNDS(copy_rows, 256)
(int n, Divisor width, int pitch, int offset, const Element *__restrict__ x, Element *__restrict__ y) {
    copy_to_rows(n, width, pitch, offset, x, y);
}

KERNEL_BOUNDS(copy_rows_packs, 256)
(int n, Divisor width, int pitch, int offset, const Pack *__restrict__ x, Pack *__restrict__ y) {
    copy_to_rows(n, width, pitch, offset, x, y);
}

KERNEL_BOUNDS(pad, 256)(int n, Padding padding, const Element *__restrict__ x, Element *__restrict__ y) {
    pad_with_zeros(n, padding, x, y);
}

KERNEL_BOUNDS(pad_packs, 256)(int n, Padding padding, const Pack *__restrict__ x, Pack *__restrict__ y) {
    pad_with_zeros(n, padding, x, y);
}

// Matrices [height, width] of the result, whose columns are neighbours in the input: the step from row to row is 1
// there and `to_row` in the result, that from column to column `from_column` and 1. Matrices begin where `from` and
// `to` say. A tile has 2^log_rows rows and 2^log_columns columns, together 1024.
KERNEL_BOUNDS(transpose, 256)
(int height, int width, int to_row, int from_column, int log_rows, int log_columns, Divisor tiles_down,
        Divisor tiles_across, Walk from, Walk to, const Element *__restrict__ x, Element *__restrict__ y) {
    // The longest is 512 columns of 2 rows, with one element between columns so that they begin in different banks.
    __shared__ Element tile[512 * 3];
    unsigned matrix_and_down = tiles_across.quotient(blockIdx.x);
    int across = blockIdx.x - matrix_and_down * tiles_across.value;
    unsigned matrix = tiles_down.quotient(matrix_and_down);
    int down = matrix_and_down - matrix * tiles_down.value;
    int row0 = down << log_rows;
    int column0 = across << log_columns;
    int pitch = (1 << log_rows) + 1;
    const Element *in = x + from.position(matrix);
    Element *out = y + to.position(matrix);
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        int e = threadIdx.x + k * THREADS;
        int row = e & ((1 << log_rows) - 1);
        int column = e >> log_rows;
        if (row0 + row < height && column0 + column < width) {
            tile[column * pitch + row] = in[row0 + row + (column0 + column) * from_column];
        }
    }
    __syncthreads();
#pragma unroll
    for (int k = 0; k < MOVES; k++) {
        int e = threadIdx.x + k * THREADS;
        int column = e & ((1 << log_columns) - 1);
        int row = e >> log_columns;
        if (row0 + row < height && column0 + column < width) {
            out[(row0 + row) * to_row + column0 + column] = tile[column * pitch + row];
        }
    }
}
