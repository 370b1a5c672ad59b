// How values are combined - by sum, maximum, minimum or position of the maximum - within a thread, between lanes of a
// warp and within a block. An operation has a type of partial results (Value) and of final ones (Result).
#pragma once

#include "common.cuh"

namespace {

const unsigned ALL = 0xffffffffu;

#if defined(REAL_i32) || defined(REAL_u8)
__device__ inline accumulator plus(accumulator a, accumulator b) {
    return (int)((unsigned)a + (unsigned)b);
}

__device__ inline bool is_nan(real) {
    return false;
}

__device__ inline bool is_negative(real) {
    return false;
}

__device__ inline real lowest() {
    return sizeof(real) == 1 ? 0 : (real)0x80000000u;
}

__device__ inline real highest() {
    return sizeof(real) == 1 ? (real)0xff : (real)0x7fffffff;
}
#else
__device__ inline accumulator plus(accumulator a, accumulator b) {
    return a + b;
}

__device__ inline bool is_nan(real x) {
    return x != x;
}

__device__ inline real infinity() {
    return (real)__int_as_float(0x7f800000);
}

// Tells -0 from 0.
__device__ inline bool is_negative(real x) {
    return copysign((real)1, x) < 0;
}

__device__ inline real lowest() {
    return -infinity();
}

__device__ inline real highest() {
    return infinity();
}
#endif

struct Sum {
    typedef accumulator Value;
    typedef real Result;

    static __device__ Value start() {
        return 0;
    }

    static __device__ Value of(real x, int) {
        return x;
    }

    static __device__ Value combine(Value a, Value b) {
        return plus(a, b);
    }

    static __device__ Result result(Value v) {
        return (real)v;
    }

    static __device__ Value exchange(Value v, int distance) {
        return __shfl_xor_sync(ALL, v, distance);
    }
};

// NaN if either is; 0 is larger than -0. Conditions are joined by bits rather than branches.
struct Max {
    typedef real Value;
    typedef real Result;

    static __device__ Value start() {
        return lowest();
    }

    static __device__ Value of(real x, int) {
        return x;
    }

    static __device__ Value combine(Value a, Value b) {
        bool first = is_nan(a) | (a > b) | ((a == b) & !is_negative(a));
        return first ? a : b;
    }

    static __device__ Result result(Value v) {
        return v;
    }

    static __device__ Value exchange(Value v, int distance) {
        return __shfl_xor_sync(ALL, v, distance);
    }
};

struct Min {
    typedef real Value;
    typedef real Result;

    static __device__ Value start() {
        return highest();
    }

    static __device__ Value of(real x, int) {
        return x;
    }

    static __device__ Value combine(Value a, Value b) {
        bool first = is_nan(a) | (a < b) | ((a == b) & is_negative(a));
        return first ? a : b;
    }

    static __device__ Result result(Value v) {
        return v;
    }

    static __device__ Value exchange(Value v, int distance) {
        return __shfl_xor_sync(ALL, v, distance);
    }
};

// The first of the largest elements, or of the NaN.
struct ArgMax {
    struct Value {
        real element;
        int position;
    };
    typedef int Result;

    static __device__ Value start() {
        Value v = {lowest(), 0x7fffffff};
        return v;
    }

    static __device__ Value of(real x, int position) {
        Value v = {x, position};
        return v;
    }

    static __device__ Value combine(Value a, Value b) {
        bool larger = (a.element > b.element) | (is_nan(a.element) & !is_nan(b.element));
        bool smaller = (b.element > a.element) | (is_nan(b.element) & !is_nan(a.element));
        bool first = larger | (!smaller & (a.position < b.position));
        Value v = {first ? a.element : b.element, first ? a.position : b.position};
        return v;
    }

    static __device__ Result result(Value v) {
        return v.position;
    }

    static __device__ Value exchange(Value v, int distance) {
        Value w = {(real)__shfl_xor_sync(ALL, v.element, distance), __shfl_xor_sync(ALL, v.position, distance)};
        return w;
    }
};

// Combines the values of `lanes` neighbouring lanes; every lane of the warp calls it.
template <class Op>
__device__ inline typename Op::Value across_lanes(typename Op::Value v, int lanes) {
    for (int d = lanes / 2; d > 0; d /= 2) {
        v = Op::combine(v, Op::exchange(v, d));
    }
    return v;
}

// Combines the values of a block of at most 1024 threads, a multiple of 32; every thread gets the result.
template <class Op>
__device__ inline typename Op::Value across_block(typename Op::Value v) {
    __shared__ typename Op::Value warps[32];
    unsigned lane = threadIdx.x % 32;
    v = across_lanes<Op>(v, 32);
    if (lane == 0) {
        warps[threadIdx.x / 32] = v;
    }
    __syncthreads();
    v = across_lanes<Op>(lane < blockDim.x / 32 ? warps[lane] : Op::start(), 32);
    // The next call writes where lanes of this one may still read.
    __syncthreads();
    return v;
}

}  // namespace
