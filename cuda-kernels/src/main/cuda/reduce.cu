// Sums, extrema and positions of the largest element along one axis of [outer, n, inner].
// types: f32 f64 i32
//
// Cost: every element is read once, n - 1 additions or comparisons for each result; memory sets the pace.
// Floating-point sums are double from the first addition on, int32 sums wrap. Three versions, of which the host chooses
// by shape:
//   NAME_rows     inner = 1, short rows: 1 to 32 neighbouring lanes share a row, so that rows of 3 do not idle 29
//                 lanes.
//   NAME_block    inner = 1, long rows: one block per part of a row, 16-byte loads.
//   NAME_columns  inner > 1: a block takes some neighbouring columns and several rows at a time, so that loads are
//                 coalesced.
// The last two divide n into parts where there are too few results to fill a device: they then write one partial result
// per part, and a second launch reduces those. Partial results keep the precision of the accumulator. How work is
// divided follows from shapes alone and partial results are combined in a fixed order, so a result has the same bits on
// every device.
//
// Parameters `from` and `to` tell whether x and y hold partial results (1) or elements (0).
#include "common.cuh"
#include "combine.cuh"

namespace {

// Reads elements or partial results alike.
template <class Op>
struct Elements {
    const real *x;

    __device__ typename Op::Value at(int i, int position) const {
        return Op::of(x[i], position);
    }
};

template <class Op>
struct Partials {
    const typename Op::Value *x;

    __device__ typename Op::Value at(int i, int) const {
        return x[i];
    }
};

template <class Op>
__device__ inline void store(void *y, int to, int i, typename Op::Value v) {
    if (to) {
        static_cast<typename Op::Value *>(y)[i] = v;
    } else {
        static_cast<typename Op::Result *>(y)[i] = Op::result(v);
    }
}

// The share of one thread in n elements that lie `stride` apart: every `threads`-th of them, with four loads under way.
template <class Op, class In>
__device__ inline typename Op::Value share(In x, int base, int stride, int n, int thread, int threads, int first) {
    typename Op::Value a = Op::start(), b = a, c = a, d = a;
    int i = thread;
    for (; n - i > 3 * threads; i += 4 * threads) {
        int at = base + i * stride;
        int step = threads * stride;
        typename Op::Value p = x.at(at, first + i);
        typename Op::Value q = x.at(at + step, first + i + threads);
        typename Op::Value r = x.at(at + 2 * step, first + i + 2 * threads);
        typename Op::Value s = x.at(at + 3 * step, first + i + 3 * threads);
        a = Op::combine(a, p);
        b = Op::combine(b, q);
        c = Op::combine(c, r);
        d = Op::combine(d, s);
    }
#pragma unroll 1
    for (; i < n; i += threads) {
        a = Op::combine(a, x.at(base + i * stride, first + i));
    }
    return Op::combine(Op::combine(a, b), Op::combine(c, d));
}

// What one 16-byte load brings.
struct alignas(16) Pack {
    static const int WIDTH = 16 / sizeof(real);
    real v[WIDTH];
};

template <class Op>
__device__ inline void add(typename Op::Value *sums, const Pack &p, int position) {
    for (int k = 0; k < Pack::WIDTH; k++) {
        sums[k] = Op::combine(sums[k], Op::of(p.v[k], position + k));
    }
}

// The share of one thread in n neighbouring elements, by 16-byte loads between the first and the last 16-byte boundary.
template <class Op>
__device__ inline typename Op::Value packed_share(const real *x, int n, int thread, int threads, int first) {
    int before = (int)((16 - (unsigned)(unsigned long long)x % 16) % 16 / sizeof(real));
    int head = before < n ? before : n;
    int packs = (n - head) / Pack::WIDTH;
    int tail = head + packs * Pack::WIDTH;
    const Pack *p = reinterpret_cast<const Pack *>(x + head);
    typename Op::Value sums[Pack::WIDTH];
    for (int k = 0; k < Pack::WIDTH; k++) {
        sums[k] = Op::start();
    }
    int i = thread;
    for (; packs - i > 3 * threads; i += 4 * threads) {
        Pack a = p[i], b = p[i + threads], c = p[i + 2 * threads], d = p[i + 3 * threads];
        int position = first + head + i * Pack::WIDTH;
        int step = threads * Pack::WIDTH;
        add<Op>(sums, a, position);
        add<Op>(sums, b, position + step);
        add<Op>(sums, c, position + 2 * step);
        add<Op>(sums, d, position + 3 * step);
    }
#pragma unroll 1
    for (; i < packs; i += threads) {
        add<Op>(sums, p[i], first + head + i * Pack::WIDTH);
    }
    typename Op::Value v = Op::start();
    for (int k = 0; k < Pack::WIDTH; k++) {
        v = Op::combine(v, sums[k]);
    }
    // At most three elements are left at either end, and a block has more threads than that.
    if (thread < head) {
        v = Op::combine(v, Op::of(x[thread], first + thread));
    }
    if (thread < n - tail) {
        v = Op::combine(v, Op::of(x[tail + thread], first + tail + thread));
    }
    return v;
}

// y[rows] from x[rows, n].
template <class Op>
__device__ inline void reduce_rows(int rows, int n, int lanes, int from, int to, const void *x, void *y) {
    int lane = threadIdx.x % lanes;
    unsigned row = blockIdx.x * (blockDim.x / lanes) + threadIdx.x / lanes;
    typename Op::Value v = Op::start();
    if (row < (unsigned)rows) {
        if (from) {
            Partials<Op> in = {static_cast<const typename Op::Value *>(x)};
            v = share<Op>(in, row * n, 1, n, lane, lanes, 0);
        } else {
            Elements<Op> in = {static_cast<const real *>(x)};
            v = share<Op>(in, row * n, 1, n, lane, lanes, 0);
        }
    }
    v = across_lanes<Op>(v, lanes);
    if (lane == 0 && row < (unsigned)rows) {
        store<Op>(y, to, row, v);
    }
}

// y[rows, parts] from x[rows, n]: one block per part, which are `chunk` elements but for the last.
template <class Op>
__device__ inline void reduce_block(int n, int parts, int chunk, int from, int to, const void *x, void *y) {
    int row = blockIdx.x / parts;
    int begin = (blockIdx.x - row * parts) * chunk;
    int count = n - begin < chunk ? n - begin : chunk;
    typename Op::Value v;
    if (from) {
        Partials<Op> in = {static_cast<const typename Op::Value *>(x)};
        v = share<Op>(in, row * n + begin, 1, count, threadIdx.x, blockDim.x, begin);
    } else {
        const real *in = static_cast<const real *>(x) + row * n + begin;
        v = packed_share<Op>(in, count, threadIdx.x, blockDim.x, begin);
    }
    v = across_block<Op>(v);
    if (threadIdx.x == 0) {
        store<Op>(y, to, blockIdx.x, v);
    }
}

// y[outer, parts, inner] from x[outer, n, inner]: a block takes `width` of the outer * inner columns (a power of two)
// of one part.
template <class Op>
__device__ inline void reduce_columns(
        int columns, int n, int inner, int parts, int chunk, int tiles, int width, int from, int to, const void *x,
        void *y) {
    __shared__ typename Op::Value rows[256];
    int part = blockIdx.x / tiles;
    unsigned column = (blockIdx.x - part * tiles) * width + threadIdx.x % width;
    int row = threadIdx.x / width;
    int height = blockDim.x / width;
    int outer = column / inner;
    int place = column - outer * inner;
    int begin = part * chunk;
    int count = n - begin < chunk ? n - begin : chunk;
    typename Op::Value v = Op::start();
    if (column < (unsigned)columns) {
        int base = (outer * n + begin) * inner + place;
        if (from) {
            Partials<Op> in = {static_cast<const typename Op::Value *>(x)};
            v = share<Op>(in, base, inner, count, row, height, begin);
        } else {
            Elements<Op> in = {static_cast<const real *>(x)};
            v = share<Op>(in, base, inner, count, row, height, begin);
        }
    }
    if (height > 1) {
        rows[threadIdx.x] = v;
        __syncthreads();
        for (int h = height / 2; h > 0; h /= 2) {
            if (row < h) {
                v = Op::combine(v, rows[threadIdx.x + h * width]);
                rows[threadIdx.x] = v;
            }
            __syncthreads();
        }
    }
    if (row == 0 && column < (unsigned)columns) {
        store<Op>(y, to, (outer * parts + part) * inner + place, v);
    }
}

}  // namespace

KERNEL_BOUNDS(sum_rows, 256)
(int rows, int n, int lanes, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_rows<Sum>(rows, n, lanes, from, to, x, y);
}

KERNEL_BOUNDS(sum_block, 256)
(int n, int parts, int chunk, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_block<Sum>(n, parts, chunk, from, to, x, y);
}

KERNEL_BOUNDS(sum_columns, 256)
(int columns, int n, int inner, int parts, int chunk, int tiles, int width, int from, int to,
        const void *__restrict__ x, void *__restrict__ y) {
    reduce_columns<Sum>(columns, n, inner, parts, chunk, tiles, width, from, to, x, y);
}

KERNEL_BOUNDS(max_rows, 256)
(int rows, int n, int lanes, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_rows<Max>(rows, n, lanes, from, to, x, y);
}

KERNEL_BOUNDS(max_block, 256)
(int n, int parts, int chunk, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_block<Max>(n, parts, chunk, from, to, x, y);
}

KERNEL_BOUNDS(max_columns, 256)
(int columns, int n, int inner, int parts, int chunk, int tiles, int width, int from, int to,
        const void *__restrict__ x, void *__restrict__ y) {
    reduce_columns<Max>(columns, n, inner, parts, chunk, tiles, width, from, to, x, y);
}

KERNEL_BOUNDS(min_rows, 256)
(int rows, int n, int lanes, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_rows<Min>(rows, n, lanes, from, to, x, y);
}

KERNEL_BOUNDS(min_block, 256)
(int n, int parts, int chunk, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_block<Min>(n, parts, chunk, from, to, x, y);
}

KERNEL_BOUNDS(min_columns, 256)
(int columns, int n, int inner, int parts, int chunk, int tiles, int width, int from, int to,
        const void *__restrict__ x, void *__restrict__ y) {
    reduce_columns<Min>(columns, n, inner, parts, chunk, tiles, width, from, to, x, y);
}

KERNEL_BOUNDS(argmax_rows, 256)
(int rows, int n, int lanes, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_rows<ArgMax>(rows, n, lanes, from, to, x, y);
}

KERNEL_BOUNDS(argmax_block, 256)
(int n, int parts, int chunk, int from, int to, const void *__restrict__ x, void *__restrict__ y) {
    reduce_block<ArgMax>(n, parts, chunk, from, to, x, y);
}

KERNEL_BOUNDS(argmax_columns, 256)
(int columns, int n, int inner, int parts, int chunk, int tiles, int width, int from, int to,
        const void *__restrict__ x, void *__restrict__ y) {
    reduce_columns<ArgMax>(columns, n, inner, parts, chunk, tiles, width, from, to, x, y);
}
