// Running sums along one axis of [outer, n, inner], from its beginning or, with `reverse`, from its end.
// types: f32 f64 i32
//
// Cost: one read and one write of every element and a few additions; bound by memory. Floating-point sums are double
// and rounded once per element, int32 sums wrap. A sum is never found by subtraction: an infinity or NaN must not reach
// elements before it. Versions, of which the host chooses by shape:
//   scan_rows     inner = 1, short rows: 1 to 32 neighbouring lanes share a row and take as many elements at a time.
//   scan_block    inner = 1, long rows: a block takes 1024 elements at a time, four in each thread.
//   scan_columns  inner > 1: a thread walks along a column, so that neighbours read neighbouring elements.
// The last two divide n into parts where there are too few rows to fill a device. The sums of all parts then come from
// sum_block or sum_columns of reduce.cu, and every part begins with the sum of those before it, added in a fixed order.
#include "common.cuh"
#include "combine.cuh"

namespace {

// Elements of a thread of scan_block.
const int EACH = 4;

// Elements of a thread of scan_rows that are on their way from memory together.
const int AHEAD = 8;

struct alignas(16) Four {
    real v[EACH];
};

// The sums of every lane and those before it, among `lanes` neighbouring ones.
__device__ inline accumulator scan_lanes(accumulator v, int lanes) {
    int lane = threadIdx.x % lanes;
    for (int d = 1; d < lanes; d *= 2) {
        accumulator before = __shfl_up_sync(ALL, v, d, lanes);
        v = lane >= d ? plus(v, before) : v;
    }
    return v;
}

// The sum of what other threads of the block have before this one; `total` becomes that of all, alike in every thread.
__device__ inline accumulator before_thread(accumulator own, accumulator &total) {
    __shared__ accumulator warps[32];
    int lane = threadIdx.x % 32;
    int warp = threadIdx.x / 32;
    accumulator upto = scan_lanes(own, 32);
    accumulator before = __shfl_up_sync(ALL, upto, 1);
    if (lane == 31) {
        warps[warp] = upto;
    }
    __syncthreads();
    accumulator sum = 0;
    accumulator earlier = 0;
    for (int w = 0; w < (int)blockDim.x / 32; w++) {
        earlier = w == warp ? sum : earlier;
        sum = plus(sum, warps[w]);
    }
    // The next call writes where threads of this one may still read.
    __syncthreads();
    total = sum;
    return lane == 0 ? earlier : plus(earlier, before);
}

}  // namespace

KERNEL_BOUNDS(scan_rows, 128)
(int rows, int n, int lanes, int reverse, const real *__restrict__ x, real *__restrict__ y) {
    int lane = threadIdx.x % lanes;
    unsigned row = blockIdx.x * (blockDim.x / lanes) + threadIdx.x / lanes;
    int count = row < (unsigned)rows ? n : 0;
    int base = row * n;
    accumulator carry = 0;
    for (int first = 0; first < n; first += AHEAD * lanes) {
        real v[AHEAD];
#pragma unroll
        for (int k = 0; k < AHEAD; k++) {
            int i = first + k * lanes + lane;
            v[k] = i < count ? x[base + (reverse ? n - 1 - i : i)] : 0;
        }
#pragma unroll
        for (int k = 0; k < AHEAD; k++) {
            int i = first + k * lanes + lane;
            accumulator sum = plus(carry, scan_lanes(v[k], lanes));
            if (i < count) {
                y[base + (reverse ? n - 1 - i : i)] = (real)sum;
            }
            carry = __shfl_sync(ALL, sum, lanes - 1, lanes);
        }
    }
}

// A block per part of `chunk` elements of a row; `sums` of [rows, parts], not read if there is one part.
KERNEL_BOUNDS(scan_block, 256)
(int n, int parts, int chunk, int reverse, const accumulator *__restrict__ sums, const real *__restrict__ x,
        real *__restrict__ y) {
    int row = blockIdx.x / parts;
    int part = blockIdx.x - row * parts;
    accumulator carry = 0;
    if (parts > 1) {
        int first = reverse ? part + 1 : 0;
        int end = reverse ? parts : part;
        for (int p = first + threadIdx.x; p < end; p += blockDim.x) {
            carry = plus(carry, sums[row * parts + p]);
        }
        carry = across_block<Sum>(carry);
    }
    int begin = part * chunk;
    int count = n - begin < chunk ? n - begin : chunk;
    const real *in = x + (long long)row * n + begin;
    real *out = y + (long long)row * n + begin;
    for (int tile = 0; tile < count; tile += EACH * blockDim.x) {
        int i = tile + threadIdx.x * EACH;
        // Position of the four elements in memory; with `reverse` the last of them comes first.
        int at = reverse ? count - EACH - i : i;
        bool whole = i + EACH <= count && ((unsigned long long)(in + at) | (unsigned long long)(out + at)) % 16 == 0;
        Four f;
        if (whole) {
            f = *reinterpret_cast<const Four *>(in + at);
        } else {
            for (int k = 0; k < EACH; k++) {
                f.v[k] = at + k >= 0 && at + k < count ? in[at + k] : 0;
            }
        }
        accumulator upto[EACH];
        accumulator own = 0;
        for (int k = 0; k < EACH; k++) {
            own = plus(own, reverse ? f.v[EACH - 1 - k] : f.v[k]);
            upto[k] = own;
        }
        accumulator total;
        accumulator before = plus(carry, before_thread(own, total));
        for (int k = 0; k < EACH; k++) {
            f.v[k] = (real)plus(before, reverse ? upto[EACH - 1 - k] : upto[k]);
        }
        if (whole) {
            *reinterpret_cast<Four *>(out + at) = f;
        } else {
            for (int k = 0; k < EACH; k++) {
                if (at + k >= 0 && at + k < count) {
                    out[at + k] = f.v[k];
                }
            }
        }
        carry = plus(carry, total);
    }
}

// A thread per column and part of `chunk` steps; `sums` of [outer, parts, inner], not read if there is one part.
KERNEL_BOUNDS(scan_columns, 128)
(int columns, int n, int inner, int parts, int chunk, int reverse, const accumulator *__restrict__ sums,
        const real *__restrict__ x, real *__restrict__ y) {
    unsigned thread = blockIdx.x * blockDim.x + threadIdx.x;
    int part = thread / columns;
    int column = thread - part * columns;
    if (part >= parts) {
        return;
    }
    int outer = column / inner;
    int place = column - outer * inner;
    accumulator sum = 0;
    if (parts > 1) {
        for (int p = reverse ? part + 1 : 0; p < (reverse ? parts : part); p++) {
            sum = plus(sum, sums[(outer * parts + p) * inner + place]);
        }
    }
    int begin = part * chunk;
    int count = n - begin < chunk ? n - begin : chunk;
    int step = reverse ? -inner : inner;
    int at = (outer * n + begin + (reverse ? count - 1 : 0)) * inner + place;
#pragma unroll 4
    for (int i = 0; i < count; i++) {
        sum = plus(sum, x[at + i * step]);
        y[at + i * step] = (real)sum;
    }
}
