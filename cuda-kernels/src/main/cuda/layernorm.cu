// Layer normalisation of the rows of [rows, n]: y = (x - mean) / sqrt(variance + epsilon), the variance divided by n.
// types: f32 f64
//
// Mean, variance and the quotient are double. Cost: one read and one write of every element, about 6 operations; bound
// by memory on cards that compute double at half the speed of float, by the conversions on those that do not.
// Versions, of which the host chooses by n:
//   layernorm_4, layernorm_8, layernorm_32  a row is in the registers of 1 to 32 neighbouring lanes, at most as many
//                                           elements in each.
//   layernorm_block                         one block per row, which is in shared memory if it fits, else read again.
#include "common.cuh"
#include "combine.cuh"

namespace {

__device__ inline double square(double x) {
    return x * x;
}

// Every lane holds elements lane, lane + lanes, ... of its row, converted once.
template <int EACH>
__device__ inline void layernorm_rows(int rows, int n, int lanes, double epsilon, const real *x, real *y) {
    int lane = threadIdx.x % lanes;
    unsigned row = blockIdx.x * (blockDim.x / lanes) + threadIdx.x / lanes;
    int count = row < (unsigned)rows ? n : 0;
    int base = row * n + lane;
    double v[EACH];
    double sum = 0;
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        v[k] = lane + k * lanes < count ? x[base + k * lanes] : 0;
        sum += v[k];
    }
    double mean = across_lanes<Sum>(sum, lanes) / n;
    double squares = 0;
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        squares += lane + k * lanes < count ? square(v[k] - mean) : 0;
    }
    double factor = 1 / sqrt(across_lanes<Sum>(squares, lanes) / n + epsilon);
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        if (lane + k * lanes < count) {
            y[base + k * lanes] = (real)((v[k] - mean) * factor);
        }
    }
}

}  // namespace

KERNEL_BOUNDS(layernorm_4, 128)
(int rows, int n, int lanes, double epsilon, const real *__restrict__ x, real *__restrict__ y) {
    layernorm_rows<4>(rows, n, lanes, epsilon, x, y);
}

KERNEL_BOUNDS(layernorm_8, 128)
(int rows, int n, int lanes, double epsilon, const real *__restrict__ x, real *__restrict__ y) {
    layernorm_rows<8>(rows, n, lanes, epsilon, x, y);
}

KERNEL_BOUNDS(layernorm_32, 128)
(int rows, int n, int lanes, double epsilon, const real *__restrict__ x, real *__restrict__ y) {
    layernorm_rows<32>(rows, n, lanes, epsilon, x, y);
}

// `fits`: whether the launch gives shared memory for a row.
KERNEL_BOUNDS(layernorm_block, 1024)
(int n, int fits, double epsilon, const real *__restrict__ x, real *__restrict__ y) {
    DYN_SHARED(real, shared);
    const real *in = x + (long long)blockIdx.x * n;
    real *out = y + (long long)blockIdx.x * n;
    const real *kept = fits ? shared : in;
    double sum = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        real v = in[i];
        if (fits) {
            shared[i] = v;
        }
        sum += v;
    }
    double mean = across_block<Sum>(sum) / n;
    double squares = 0;
    // A thread only reads what it wrote itself.
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        squares += square(kept[i] - mean);
    }
    double factor = 1 / sqrt(across_block<Sum>(squares) / n + epsilon);
    for (int i = threadIdx.x; i < n; i += blockDim.x) {
        out[i] = (real)((kept[i] - mean) * factor);
    }
}
