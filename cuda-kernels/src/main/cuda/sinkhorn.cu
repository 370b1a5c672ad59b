// One half-step of Sinkhorn's algorithm in the logarithmic domain, for costs C [b, n, m] and potentials in units of ε.
// types: f32 f64
//
//   rows:     u[q, i] = ln a[q, i] − ln Σ exp(v[q, j] − C[q, i, j]/ε) over j
//   columns:  v[q, j] = ln b[q, j] − ln Σ exp(u[q, i] − C[q, i, j]/ε) over i
//
// About 25 FLOPs per element of C (an exponential), which is read once: the memory's speed is the limit. The plan after
// both is exp(u[i] + v[j] − C[i, j]/ε). Points without mass, with a logarithm of −∞, get −∞ whatever the rest; sums
// without any mass give +∞. ε is read from memory, so that it may change between runs of a recorded graph.
//
// A running maximum keeps the exponentials in range: four elements at a time move it once, and sums so far are scaled.
// Sums are double, and are combined in a fixed order. Rows have a warp each. Columns lie side by side in a block of 32,
// whose eight warps share out the rows; few columns with very many rows leave most of a device idle.
#include "common.cuh"
#include "engine_math.cuh"

static __device__ __forceinline__ float exponential(float x) { return float_math::exp(x); }
static __device__ __forceinline__ double exponential(double x) { return ::exp(x); }

static __device__ __forceinline__ bool is_finite(real x) {
    return x - x == 0;
}

// A sum of exponentials of terms: total times exp of largest.
struct LogSum {
    real largest;
    double total;
};

static __device__ __forceinline__ real infinity() {
    return (real) __longlong_as_double(0x7ff0000000000000LL);
}

// What exponents are taken relative to; 0 where the maximum is infinite, so that ∞ − ∞ does not arise.
static __device__ __forceinline__ real shift(real largest) {
    return is_finite(largest) ? largest : 0;
}

// By what a sum relative to one maximum is multiplied to be relative to another; a sum of nothing stays nothing.
static __device__ __forceinline__ real rescaled(real largest, real by) {
    return largest == -infinity() ? 0 : exponential(shift(largest) - by);
}

// A maximum that keeps NaN.
static __device__ __forceinline__ real larger(real a, real b) {
    return a > b || a != a ? a : b;
}

static __device__ __forceinline__ LogSum none() {
    return {-infinity(), 0};
}

// Four more terms.
static __device__ __forceinline__ void add(LogSum &s, const real (&x)[4]) {
    real largest = larger(larger(larger(larger(s.largest, x[0]), x[1]), x[2]), x[3]);
    real by = shift(largest);
    s.total *= rescaled(s.largest, by);
    s.largest = largest;
    s.total += ((double) exponential(x[0] - by) + exponential(x[1] - by))
            + ((double) exponential(x[2] - by) + exponential(x[3] - by));
}

static __device__ __forceinline__ LogSum combine(LogSum a, LogSum b) {
    real largest = larger(a.largest, b.largest);
    real by = shift(largest);
    return {largest, a.total * rescaled(a.largest, by) + b.total * rescaled(b.largest, by)};
}

// ln(mass) − ln(sum).
static __device__ __forceinline__ real potential(real log_mass, LogSum s) {
    real massless = -infinity();
    return log_mass == massless ? massless : (real) (log_mass - (shift(s.largest) + ::log(s.total)));
}

// launch: a warp per row, rows = b n of them, 256 threads to a block
KERNEL_BOUNDS(sinkhorn_rows, 256)(int rows, int n, int m, const real *__restrict__ epsilon,
        const real *__restrict__ cost, const real *__restrict__ log_mass, const real *__restrict__ v,
        real *__restrict__ u) {
    int lane = threadIdx.x % 32;
    int row = blockIdx.x * 8 + threadIdx.x / 32;
    if (row >= rows) {
        return;
    }
    real scale = 1 / *epsilon;
    cost += (long long) row * m;
    v += row / n * m;
    LogSum sum = none();
    for (int first = lane; first < m; first += 128) {
        real x[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            int j = first + i * 32;
            x[i] = j < m ? v[j] - cost[j] * scale : -infinity();
        }
        add(sum, x);
    }
#pragma unroll
    for (int bit = 16; bit > 0; bit /= 2) {
        LogSum other = {__shfl_xor_sync(0xffffffffu, sum.largest, bit), __shfl_xor_sync(0xffffffffu, sum.total, bit)};
        // Both threads of a pair take their sums in the same order.
        sum = lane & bit ? combine(other, sum) : combine(sum, other);
    }
    if (lane == 0) {
        u[row] = potential(log_mass[row], sum);
    }
}

// launch: blocks b x ceil(m/32), 256 threads
KERNEL_BOUNDS(sinkhorn_columns, 256)(int n, int m, const real *__restrict__ epsilon, const real *__restrict__ cost,
        const real *__restrict__ log_mass, const real *__restrict__ u, real *__restrict__ v) {
    __shared__ real largest[8][32];
    __shared__ double total[8][32];
    int lane = threadIdx.x % 32;
    int warp = threadIdx.x / 32;
    int across = (m + 31) / 32;
    int q = blockIdx.x / across;
    int column = (blockIdx.x - q * across) * 32 + lane;
    real scale = 1 / *epsilon;
    cost += (long long) q * n * m + column;
    u += q * n;
    LogSum sum = none();
    for (int first = warp; first < n && column < m; first += 32) {
        real x[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
            int row = first + i * 8;
            x[i] = row < n ? u[row] - cost[(long long) row * m] * scale : -infinity();
        }
        add(sum, x);
    }
    largest[warp][lane] = sum.largest;
    total[warp][lane] = sum.total;
    __syncthreads();
    if (warp == 0 && column < m) {
        for (int w = 1; w < 8; w++) {
            sum = combine(sum, {largest[w][lane], total[w][lane]});
        }
        v[q * m + column] = potential(log_mass[q * m + column], sum);
    }
}
