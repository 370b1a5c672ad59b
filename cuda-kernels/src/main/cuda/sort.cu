// The order of elements along one axis of [outer, n, inner]: positions such that the elements at them ascend.
// types: f32 f64 i32
//
// Stable, NaN behind everything: elements are compared as pairs of value and position, of which no two are equal, so that
// any sorting method gives the one right order.
//   argsort_tiles  sorts tiles of up to 2048 elements of a line in shared memory (Batcher's bitonic network: log² n / 2
//                  compare-and-swap steps of all elements). Short lines share a block. One read of the values, one write
//                  of 4 bytes of position per element.
//   argsort_merge  for lines longer than a tile: joins pairs of sorted runs, a thread per element, which finds by binary
//                  search how many elements of the other run come before its own. log(n / 2048) launches, each about
//                  log n dependent reads per element through positions, mostly from the cache.
// Along another axis than the last, neighbouring threads read elements that are `inner` apart.
#include "common.cuh"
#include "combine.cuh"

namespace {

// What fills a tile behind the last element; its position is behind all others.
__device__ inline real filling() {
#if defined(REAL_i32)
    return 0x7FFFFFFF;
#else
    return (real)__int_as_float(0x7fc00000);
#endif
}

__device__ inline bool is_before(real a, int i, real b, int j) {
    bool less = (a < b) | (is_nan(b) & !is_nan(a));
    bool greater = (b < a) | (is_nan(a) & !is_nan(b));
    return less | (!greater & (i < j));
}

// Element i of a line.
__device__ inline int address(int line, int i, int n, int inner) {
    int outer = line / inner;
    return (outer * n + i) * inner + (line - outer * inner);
}

}  // namespace

// `total` elements per block: tiles of `width`, a power of 2, of which a line has `tiles`.
KERNEL_BOUNDS(argsort_tiles, 256)
(int lines, int n, int inner, int tiles, int width, int total, const real *__restrict__ x, int *__restrict__ y) {
    DYN_SHARED(real, values);
    int *places = reinterpret_cast<int *>(values + total);
    for (int e = threadIdx.x; e < total; e += blockDim.x) {
        int tile = blockIdx.x * (total / width) + e / width;
        int line = tile / tiles;
        int i = (tile - line * tiles) * width + e % width;
        values[e] = line < lines && i < n ? x[address(line, i, n, inner)] : filling();
        places[e] = i;
    }
    for (int k = 2; k <= width; k *= 2) {
        for (int j = k / 2; j > 0; j /= 2) {
            __syncthreads();
            for (int p = threadIdx.x; p < total / 2; p += blockDim.x) {
                // The p-th number whose bit j is 0.
                int low = 2 * p - (p & (j - 1));
                int high = low + j;
                bool ascends = (low & k) == 0 || k == width;
                bool swaps = is_before(values[high], places[high], values[low], places[low]) == ascends;
                if (swaps) {
                    real v = values[low];
                    values[low] = values[high];
                    values[high] = v;
                    int place = places[low];
                    places[low] = places[high];
                    places[high] = place;
                }
            }
        }
    }
    __syncthreads();
    for (int e = threadIdx.x; e < total; e += blockDim.x) {
        int tile = blockIdx.x * (total / width) + e / width;
        int line = tile / tiles;
        int i = (tile - line * tiles) * width + e % width;
        if (line < lines && i < n) {
            y[address(line, i, n, inner)] = places[e];
        }
    }
}

// Positions in order within runs of `run` elements, to such in order within runs twice as long.
KERNEL_BOUNDS(argsort_merge, 256)
(int size, int n, int inner, int run, const real *__restrict__ x, const int *__restrict__ from, int *__restrict__ to) {
    unsigned p = blockIdx.x * blockDim.x + threadIdx.x;
    if (p >= (unsigned)size) {
        return;
    }
    int line = p / n;
    int i = p - line * n;
    int own = i / run;
    int begin = own * run;
    // A line shorter than 2^31 has fewer than 2^31 / run runs, but the end of its last pair may lie beyond.
    long long other = (long long)(own ^ 1) * run;
    int first = other < n ? (int)other : n;
    int end = other + run < n ? (int)(other + run) : n;
    int place = from[address(line, i, n, inner)];
    real value = x[address(line, place, n, inner)];
    int low = first;
    int high = end;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int candidate = from[address(line, middle, n, inner)];
        bool before = is_before(x[address(line, candidate, n, inner)], candidate, value, place);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    int start = first < begin ? first : begin;
    to[address(line, start + (i - begin) + (low - first), n, inner)] = place;
}
