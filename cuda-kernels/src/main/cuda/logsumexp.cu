// ln of the sum of exponentials along one axis of [outer, n, inner]: y = ln(sum of exp(x - peak)) + peak.
// types: f32 f64
//
// The peak is the largest element, or 0 where that is not finite, as in the reference. Cost: every element is read
// twice, the second time from a cache where the device keeps it, and one exponential. Sums are double and rounded
// before the logarithm.
//   logsumexp_rows     inner = 1, short rows: 1 to 32 neighbouring lanes share a row.
//   logsumexp_block    inner = 1, long rows: one block per row.
//   logsumexp_columns  inner > 1: one thread per result, so that loads are coalesced.
//   exponential_sums and logsumexp_finish
//                      few results and many elements, such as the weights of all samples: n is divided into parts,
//                      whose sums are then added in a fixed order. The peaks come from reduce.cu.
#include "common.cuh"
#include "combine.cuh"
#include "exponential.cuh"

namespace {

// Exponentials under way in a thread; two in float64 do not fit the registers.
const int UNROLLED = sizeof(real) == 4 ? 2 : 1;

// The largest of every `threads`-th of n elements that lie `stride` apart.
__device__ inline real largest(const real *x, int stride, int n, int thread, int threads) {
    real peak = lowest();
#pragma unroll 4
    for (int i = thread; i < n; i += threads) {
        peak = Max::combine(peak, x[i * stride]);
    }
    return peak;
}

__device__ inline accumulator sum_of_exponentials(const real *x, real by, int stride, int n, int thread, int threads) {
    accumulator sum = 0;
#pragma unroll (UNROLLED)
    for (int i = thread; i < n; i += threads) {
        sum += exponential(x[i * stride] - by);
    }
    return sum;
}

}  // namespace

KERNEL_BOUNDS(logsumexp_rows, 128)(int rows, int n, int lanes, const real *__restrict__ x, real *__restrict__ y) {
    int lane = threadIdx.x % lanes;
    unsigned row = blockIdx.x * (blockDim.x / lanes) + threadIdx.x / lanes;
    int count = row < (unsigned)rows ? n : 0;
    const real *in = x + (long long)row * n;
    real by = subtrahend(across_lanes<Max>(largest(in, 1, count, lane, lanes), lanes));
    real sum = (real)across_lanes<Sum>(sum_of_exponentials(in, by, 1, count, lane, lanes), lanes);
    if (lane == 0 && row < (unsigned)rows) {
        y[row] = logarithm_of(sum) + by;
    }
}

KERNEL_BOUNDS(logsumexp_block, 256)(int n, const real *__restrict__ x, real *__restrict__ y) {
    const real *in = x + (long long)blockIdx.x * n;
    real by = subtrahend(across_block<Max>(largest(in, 1, n, threadIdx.x, blockDim.x)));
    real sum = (real)across_block<Sum>(sum_of_exponentials(in, by, 1, n, threadIdx.x, blockDim.x));
    if (threadIdx.x == 0) {
        y[blockIdx.x] = logarithm_of(sum) + by;
    }
}

KERNEL_BOUNDS(logsumexp_columns, 128)(int columns, int n, int inner, const real *__restrict__ x, real *__restrict__ y) {
    unsigned column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column >= (unsigned)columns) {
        return;
    }
    int outer = column / inner;
    const real *in = x + outer * n * inner + (column - outer * inner);
    real by = subtrahend(largest(in, inner, n, 0, 1));
    real sum = (real)sum_of_exponentials(in, by, inner, n, 0, 1);
    y[column] = logarithm_of(sum) + by;
}

// sums[outer, parts, inner] of exp(x - peak) over parts of `chunk` steps, given the peaks of [outer, inner]: a block
// takes `width` of the outer * inner columns (a power of two) of one part.
KERNEL_BOUNDS(exponential_sums, 256)
(int columns, int n, int inner, int parts, int chunk, int tiles, int width, const real *__restrict__ x,
        const real *__restrict__ peaks, accumulator *__restrict__ sums) {
    __shared__ accumulator rows[256];
    int part = blockIdx.x / tiles;
    int column = (blockIdx.x - part * tiles) * width + threadIdx.x % width;
    int row = threadIdx.x / width;
    int height = blockDim.x / width;
    int outer = column / inner;
    int place = column - outer * inner;
    int begin = part * chunk;
    int count = n - begin < chunk ? n - begin : chunk;
    accumulator v = 0;
    if (column < columns) {
        const real *in = x + (outer * n + begin) * inner + place;
        v = sum_of_exponentials(in, subtrahend(peaks[column]), inner, count, row, height);
    }
    rows[threadIdx.x] = v;
    __syncthreads();
    for (int h = height / 2; h > 0; h /= 2) {
        if (row < h) {
            rows[threadIdx.x] += rows[threadIdx.x + h * width];
        }
        __syncthreads();
    }
    if (row == 0 && column < columns) {
        sums[(outer * parts + part) * inner + place] = rows[threadIdx.x];
    }
}

// y[outer, inner] from sums of [outer, parts, inner] and the peaks, which y holds.
KERNEL_BOUNDS(logsumexp_finish, 128)
(int results, int parts, int inner, int lanes, const accumulator *__restrict__ sums, real *__restrict__ y) {
    int lane = threadIdx.x % lanes;
    int result = blockIdx.x * (blockDim.x / lanes) + threadIdx.x / lanes;
    int outer = result / inner;
    int count = result < results ? parts : 0;
    accumulator sum = 0;
    for (int p = lane; p < count; p += lanes) {
        sum += sums[(outer * parts + p) * inner + (result - outer * inner)];
    }
    sum = across_lanes<Sum>(sum, lanes);
    if (lane == 0 && result < results) {
        y[result] = logarithm_of((real)sum) + subtrahend(y[result]);
    }
}
