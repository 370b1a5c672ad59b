// Random draws by Philox4x32-10 (Salmon and others, Parallel random numbers: as easy as 1, 2, 3, SC11, 2011).
// types: f32 f64
//
// Values depend on (seed, stream, counter, place) alone and uniforms are those of the engine's Philox bit by bit: a
// thread computes one block of four words, which are four float32 or two float64 values, and writes them as 16 bytes.
// Normals and exponentials are the normal quantile and minus the logarithm of the uniforms. About 100 integer
// operations per block, 4 or 8 bytes written per value: float32 uniforms are bound by memory, the others by arithmetic.
//
// The draw counter is read on the device, so that a captured program draws anew in every run; a negative one is
// recorded.
#include "common.cuh"
#include "engine_math.cuh"

namespace {

const int NEGATIVE_COUNTER = 3;

struct Words {
    unsigned v[4];
};

// Ten rounds on the counter (c0, c1, c2, c3) with the key (k0, k1).
__device__ inline Words philox(unsigned c0, unsigned c1, unsigned c2, unsigned c3, unsigned k0, unsigned k1) {
    for (int round = 0; round < 10; round++) {
        unsigned long long p0 = 0xD2511F53ull * c0;
        unsigned long long p1 = 0xCD9E8D57ull * c2;
        c0 = (unsigned)(p1 >> 32) ^ c1 ^ k0;
        c1 = (unsigned)p1;
        c2 = (unsigned)(p0 >> 32) ^ c3 ^ k1;
        c3 = (unsigned)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    Words w = {{c0, c1, c2, c3}};
    return w;
}

const int VALUES = 16 / sizeof(real);

struct alignas(16) Pack {
    real v[VALUES];
};

// Odd multiples of 2^-24 or 2^-53: never 0 or 1.
#if defined(REAL_f32)
__device__ inline Pack to_uniforms(const Words &w) {
    Pack p;
    for (int k = 0; k < VALUES; k++) {
        p.v[k] = (float)((w.v[k] >> 8) | 1u) * 0x1p-24f;
    }
    return p;
}

__device__ inline real quantile(real p) {
    return float_math::normalQuantile(p);
}

__device__ inline real exponential(real p) {
    return -float_math::log(p);
}
#else
__device__ inline Pack to_uniforms(const Words &w) {
    Pack p;
    for (int k = 0; k < VALUES; k++) {
        unsigned long long word = (unsigned long long)w.v[2 * k] << 32 | w.v[2 * k + 1];
        p.v[k] = (double)(long long)((word >> 11) | 1ull) * 0x1p-53;
    }
    return p;
}

__device__ inline real quantile(real p) {
    return double_math::normalQuantile(p);
}

__device__ inline real exponential(real p) {
    return -log(p);
}
#endif

struct Uniform {
    static __device__ real of(real p) {
        return p;
    }
};

struct Normal {
    static __device__ real of(real p) {
        return quantile(p);
    }
};

struct Exponential {
    static __device__ real of(real p) {
        return exponential(p);
    }
};

template <class Distribution>
__device__ inline void draw(int n, long long seed, long long stream, const int *counter, real *y, int *fault) {
    int c = *counter;
    unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
    if (c < 0) {
        if (i == 0 && atomicCAS(&fault[0], 0, NEGATIVE_COUNTER) == 0) {
            fault[1] = c;
        }
        return;
    }
    unsigned first = i * VALUES;
    if (first >= (unsigned)n) {
        return;
    }
    Words w = philox(i, c, (unsigned)stream, (unsigned)(stream >> 32), (unsigned)seed, (unsigned)(seed >> 32));
    Pack p = to_uniforms(w);
#pragma unroll
    for (int k = 0; k < VALUES; k++) {
        p.v[k] = Distribution::of(p.v[k]);
    }
    if (n - (int)first >= VALUES) {
        reinterpret_cast<Pack *>(y)[i] = p;
    } else {
#pragma unroll
        for (int k = 0; k < VALUES; k++) {
            if (first + k < (unsigned)n) {
                y[first + k] = p.v[k];
            }
        }
    }
}

}  // namespace

KERNEL_BOUNDS(uniform, 256)
(int n, long long seed, long long stream, const int *__restrict__ counter, real *__restrict__ y, int *fault) {
    draw<Uniform>(n, seed, stream, counter, y, fault);
}

KERNEL_BOUNDS(normal, 256)
(int n, long long seed, long long stream, const int *__restrict__ counter, real *__restrict__ y, int *fault) {
    draw<Normal>(n, seed, stream, counter, y, fault);
}

KERNEL_BOUNDS(exponential, 256)
(int n, long long seed, long long stream, const int *__restrict__ counter, real *__restrict__ y, int *fault) {
    draw<Exponential>(n, seed, stream, counter, y, fault);
}
