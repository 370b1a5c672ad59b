// Where the largest element of every window is: x [planes, D, H, W] to positions [planes, D', H', W'] within D H W.
// types: f32 f64
//
// One thread per result reads the elements of its window, which neighbours share through the cache; a position is 4 bytes.
// Bound by memory for small windows. The first of equal elements counts and the first NaN; the padding does not.
#include "common.cuh"
#include "combine.cuh"
#include "divisor.cuh"

namespace {

// Extents and windows along the axes, the last one fastest.
struct Pool {
    int input[3];
    int kernel[3];
    int stride[3];
    int low[3];
};

__device__ inline int at_least_0(int i) {
    return i < 0 ? 0 : i;
}

__device__ inline int at_most(int i, int most) {
    return i < most ? i : most;
}

}  // namespace

KERNEL_BOUNDS(argmaxpool, 256)
(int size, Divisor depth, Divisor height, Divisor width, Pool pool, const real *__restrict__ x, int *__restrict__ y) {
    unsigned r = blockIdx.x * blockDim.x + threadIdx.x;
    if (r >= (unsigned)size) {
        return;
    }
    unsigned rows = width.quotient(r);
    unsigned slices = height.quotient(rows);
    unsigned plane = depth.quotient(slices);
    int a = (int)(slices - plane * depth.value) * pool.stride[0] - pool.low[0];
    int b = (int)(rows - slices * height.value) * pool.stride[1] - pool.low[1];
    int c = (int)(r - rows * width.value) * pool.stride[2] - pool.low[2];
    int a_end = at_most(a + pool.kernel[0], pool.input[0]);
    int b_end = at_most(b + pool.kernel[1], pool.input[1]);
    int c_end = at_most(c + pool.kernel[2], pool.input[2]);
    const real *own = x + (int)plane * (pool.input[0] * pool.input[1] * pool.input[2]);
    int best = (at_least_0(a) * pool.input[1] + at_least_0(b)) * pool.input[2] + at_least_0(c);
    real now = own[best];
    for (int i = at_least_0(a); i < a_end; i++) {
        for (int j = at_least_0(b); j < b_end; j++) {
            int row = (i * pool.input[1] + j) * pool.input[2];
            for (int k = at_least_0(c); k < c_end; k++) {
                real v = own[row + k];
                if ((v > now) | (is_nan(v) & !is_nan(now))) {
                    best = row + k;
                    now = v;
                }
            }
        }
    }
    y[r] = best;
}
