// The exponential and the logarithm of sums of exponentials over a row: the engine's own in float32, the library's in
// float64.
#pragma once

#include "common.cuh"
#include "combine.cuh"
#include "engine_math.cuh"

namespace {

#if defined(REAL_f32)
__device__ inline real exponential(real x) {
    return float_math::exp(x);
}

__device__ inline real logarithm_of(real x) {
    return float_math::log(x);
}
#else
__device__ inline real exponential(real x) {
    return exp(x);
}

__device__ inline real logarithm_of(real x) {
    return log(x);
}
#endif

// What is subtracted from every element of a row.
__device__ inline real subtrahend(real peak) {
    return fabs(peak) < infinity() ? peak : 0;
}

}  // namespace
