// Softmax and its logarithm over rows of [rows, n]: exp(x - peak) / s or (x - peak) - ln s, s = sum of exp(x - peak).
// types: f32 f64
//
// The peak is the largest element of the row, or 0 where that is not finite: infinities and NaN then come out as in the
// reference. Cost: one read and one write of every element, one exponential, one division for softmax; float32 is bound
// by memory. s is summed in double and rounded. Exponentials and logarithms are the engine's own in float32, the
// library's in float64. Versions, of which the host chooses by n:
//   softmax_4, softmax_8  a row is in the registers of 1 to 32 neighbouring lanes, at most 4 or 8 elements in each.
//   softmax_block         one block per row, which is in shared memory if it fits, else in y and read again.
//   softmax_parts         few very long rows: a block per part of a row, given its peak by reduce.cu and the sums of
//                         exponentials of its parts by logsumexp.cu.
// `logarithm` is 0 for softmax and 1 for its logarithm.
#include "common.cuh"
#include "combine.cuh"
#include "exponential.cuh"

namespace {

// Every lane holds elements lane, lane + lanes, ... of its row.
template <int EACH>
__device__ inline void softmax_rows(int rows, int n, int lanes, int logarithm, const real *x, real *y) {
    int lane = threadIdx.x % lanes;
    unsigned row = blockIdx.x * (blockDim.x / lanes) + threadIdx.x / lanes;
    int count = row < (unsigned)rows ? n : 0;
    int base = row * n + lane;
    real v[EACH];
    real peak = lowest();
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        // What is not there adds exp(-infinity) = 0 to the sum.
        v[k] = lane + k * lanes < count ? x[base + k * lanes] : lowest();
        peak = Max::combine(peak, v[k]);
    }
    real by = subtrahend(across_lanes<Max>(peak, lanes));
    accumulator sum = 0;
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        real shifted = v[k] - by;
        real e = exponential(shifted);
        sum += e;
        v[k] = logarithm ? shifted : e;
    }
    real total = (real)across_lanes<Sum>(sum, lanes);
    real log_total = logarithm ? logarithm_of(total) : 0;
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        if (lane + k * lanes < count) {
            y[base + k * lanes] = logarithm ? v[k] - log_total : v[k] / total;
        }
    }
}

}  // namespace

KERNEL_BOUNDS(softmax_4, 128)
(int rows, int n, int lanes, int logarithm, const real *__restrict__ x, real *__restrict__ y) {
    softmax_rows<4>(rows, n, lanes, logarithm, x, y);
}

KERNEL_BOUNDS(softmax_8, 128)
(int rows, int n, int lanes, int logarithm, const real *__restrict__ x, real *__restrict__ y) {
    softmax_rows<8>(rows, n, lanes, logarithm, x, y);
}

// `fits`: whether the launch gives shared memory for a row.
KERNEL_BOUNDS(softmax_block, 1024)(int n, int fits, int logarithm, const real *__restrict__ x, real *y) {
    DYN_SHARED(real, shared);
    const real *in = x + (long long)blockIdx.x * n;
    real *out = y + (long long)blockIdx.x * n;
    real *kept = fits ? shared : out;
    real peak = lowest();
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        real v = in[i];
        kept[i] = v;
        peak = Max::combine(peak, v);
    }
    real by = subtrahend(across_block<Max>(peak));
    accumulator sum = 0;
    // A thread only reads what it wrote itself.
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        real shifted = kept[i] - by;
        real e = exponential(shifted);
        sum += e;
        kept[i] = logarithm ? shifted : e;
    }
    real total = (real)across_block<Sum>(sum);
    real log_total = logarithm ? logarithm_of(total) : 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        out[i] = logarithm ? kept[i] - log_total : kept[i] / total;
    }
}

// A block per part of `chunk` elements of a row, of which peaks[rows] and sums[rows, parts] are known.
KERNEL_BOUNDS(softmax_parts, 256)
(int n, int parts, int chunk, int logarithm, const real *__restrict__ peaks, const accumulator *__restrict__ sums,
        const real *__restrict__ x, real *__restrict__ y) {
    int row = blockIdx.x / parts;
    int begin = (blockIdx.x - row * parts) * chunk;
    int end = n - begin < chunk ? n : begin + chunk;
    accumulator sum = 0;
    for (int p = threadIdx.x; p < parts; p += blockDim.x) {
        sum += sums[row * parts + p];
    }
    real total = (real)across_block<Sum>(sum);
    real log_total = logarithm ? logarithm_of(total) : 0;
    real by = subtrahend(peaks[row]);
    const real *in = x + (long long)row * n;
    real *out = y + (long long)row * n;
#pragma unroll 2
    for (int i = begin + threadIdx.x; i < end; i += blockDim.x) {
        real shifted = in[i] - by;
        out[i] = logarithm ? shifted - log_total : exponential(shifted) / total;
    }
}
