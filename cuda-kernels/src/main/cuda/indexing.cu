// Access by int32 indices along one axis of [outer, n, inner]: gather, its transpose scatteradd, and searchsorted.
// types: f32 f64 i32 u8
//
//   gather           y[o, i, c] = x[o, index[o, i, c], c]; 4 bytes of index, a read and a write per element. Bound by
//                    memory, by whole sectors of which little is used where indices jump.
//   scatter_lanes    y[o, k, c] = sum of x[o, i, c] over i with index[o, i, c] = k: 1 to 32 lanes per result compare
//                    all n indices of its line. n comparisons per result, but no scratch memory, and nothing to clear:
//                    for few indices (splines take one bin of each row) or few results.
//   scatter_walk     one thread per line (o, c) and part of n adds into accumulators of its own in scratch memory, in
//                    order of i; sum_columns of reduce.cu adds the parts.
//   searchsorted     binary search, one thread per value, with the order of the reference: NaN is larger than
//                    everything.
// Floating-point sums are double. Sums are in order of i within a lane or part, those of lanes and parts in a fixed
// order, so that a result depends on shapes and data alone. An index outside the axis is recorded and otherwise
// skipped.
#include "common.cuh"
#include "combine.cuh"
#include "divisor.cuh"

namespace {

// Codes of the fault record, followed by the index, the extent and the position along the axis.
const int GATHER_OUTSIDE = 1;
const int SCATTER_OUTSIDE = 2;

// Elements that a thread takes at a time.
const int FOUR = 4;

__device__ inline bool is_inside(int k, int extent) {
    return (unsigned)k < (unsigned)extent;
}

__device__ inline void record(int *fault, int code, int index, int extent, int position) {
    if (atomicCAS(&fault[0], 0, code) == 0) {
        fault[1] = index;
        fault[2] = extent;
        fault[3] = position;
    }
}

}  // namespace

// `size` results of [outer, n, inner] from x of [outer, extent, inner]. A thread makes four moves, so that several
// loads are under way.
KERNEL_BOUNDS(gather, 256)
(int size, Divisor n, Divisor inner, int extent, const real *__restrict__ x, const int *__restrict__ index,
        real *__restrict__ y, int *fault) {
    unsigned first = blockIdx.x * (256 * FOUR) + threadIdx.x;
    int at[FOUR];
    real v[FOUR];
#pragma unroll
    for (int u = 0; u < FOUR; u++) {
        unsigned p = first + u * 256;
        at[u] = p < (unsigned)size ? index[p] : 0;
    }
#pragma unroll
    for (int u = 0; u < FOUR; u++) {
        unsigned p = first + u * 256;
        v[u] = 0;
        if (p < (unsigned)size) {
            unsigned row = inner.quotient(p);
            unsigned outer = n.quotient(row);
            if (is_inside(at[u], extent)) {
                v[u] = x[(int)((outer * extent + at[u]) * inner.value + (p - row * inner.value))];
            } else {
                record(fault, GATHER_OUTSIDE, at[u], extent, row - outer * n.value);
            }
        }
    }
#pragma unroll
    for (int u = 0; u < FOUR; u++) {
        unsigned p = first + u * 256;
        if (p < (unsigned)size) {
            y[p] = v[u];
        }
    }
}

// `results` of [outer, extent, inner] from x and index of [outer, n, inner].
KERNEL_BOUNDS(scatter_lanes, 128)
(int results, int n, int inner, int extent, int lanes, const real *__restrict__ x, const int *__restrict__ index,
        real *__restrict__ y, int *fault) {
    int lane = threadIdx.x % lanes;
    unsigned result = blockIdx.x * (blockDim.x / lanes) + threadIdx.x / lanes;
    int row = result / inner;
    int outer = row / extent;
    int k = row - outer * extent;
    int base = outer * n * inner + (int)(result - row * inner);
    int count = result < (unsigned)results ? n : 0;
    accumulator sum = 0;
    for (int first = lane; first < count; first += FOUR * lanes) {
        int at[FOUR];
#pragma unroll
        for (int u = 0; u < FOUR; u++) {
            int i = first + u * lanes;
            at[u] = i < count ? index[base + i * inner] : extent - 1;
        }
#pragma unroll
        for (int u = 0; u < FOUR; u++) {
            int i = first + u * lanes;
            if (at[u] == k && i < count) {
                sum = plus(sum, x[base + i * inner]);
            } else if (k == 0 && !is_inside(at[u], extent)) {
                record(fault, SCATTER_OUTSIDE, at[u], extent, i);
            }
        }
    }
    sum = across_lanes<Sum>(sum, lanes);
    if (lane == 0 && result < (unsigned)results) {
        y[result] = (real)sum;
    }
}

// A thread per part of `chunk` indices and line, of which there are `lines`; sums of [parts, outer, extent, inner], all
// 0 before.
KERNEL_BOUNDS(scatter_walk, 128)
(int lines, int n, int inner, int extent, int parts, int chunk, const real *__restrict__ x,
        const int *__restrict__ index, accumulator *sums, int *fault) {
    unsigned thread = blockIdx.x * blockDim.x + threadIdx.x;
    int part = thread / lines;
    int line = thread - part * lines;
    if (part >= parts) {
        return;
    }
    int outer = line / inner;
    int place = line - outer * inner;
    int begin = part * chunk;
    int end = n - begin < chunk ? n : begin + chunk;
    int base = outer * n * inner + place;
    accumulator *own = sums + ((long long)part * (lines / inner) + outer) * extent * inner + place;
    for (int i = begin; i < end; i++) {
        int k = index[base + i * inner];
        if (is_inside(k, extent)) {
            own[k * inner] = plus(own[k * inner], x[base + i * inner]);
        } else {
            record(fault, SCATTER_OUTSIDE, k, extent, i);
        }
    }
}

// `size` values of [rows, m] among edges of [rows, count].
KERNEL_BOUNDS(searchsorted, 256)
(int size, int m, int count, int right, const real *__restrict__ edges, const real *__restrict__ values,
        int *__restrict__ y) {
    unsigned p = blockIdx.x * blockDim.x + threadIdx.x;
    if (p >= (unsigned)size) {
        return;
    }
    const real *row = edges + (int)(p / m) * count;
    real v = values[p];
    int low = 0;
    int high = count;
    while (low < high) {
        int middle = (int)(((unsigned)low + (unsigned)high) / 2);
        real edge = row[middle];
        bool tie = (edge == v) | (is_nan(v) & is_nan(edge));
        bool before = (edge < v) | (is_nan(v) & !is_nan(edge)) | ((right != 0) & tie);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    y[p] = low;
}
