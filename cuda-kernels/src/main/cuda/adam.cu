// One step of Adam or AdamW over all parameters of a network, one after the other in one array, as are g, m and v.
// types: f32 f64
//
//   g ← c g,  m ← β₁ m + (1−β₁) g,  v ← β₂ v + (1−β₂) g²,  p ← p − p λ' − η' m/(√v s + ε)
//
// About 15 FLOPs per parameter; 4 reads and 3 writes, 28 bytes in f32: the memory's speed is the limit. 16 bytes at a
// time.
//
// factors, in device memory because they change from step to step: c (gradient clipping, 1 without), η' = η/(1−β₁ᵗ), s
// = 1/√(1−β₂ᵗ), and λ' = η λ. Weight decay is for the first `decayed` parameters only. The operations and their order
// are those of AdaptiveMoments.java, so that results have the same bits; rest1 and rest2 are 1−β₁ and 1−β₂, rounded
// from double.
#include "common.cuh"

const int WIDTH = 16 / sizeof(real);

struct alignas(16) Piece {
    real at[WIDTH];
};

static __device__ __forceinline__ float root(float x) { return ::sqrtf(x); }
static __device__ __forceinline__ double root(double x) { return ::sqrt(x); }

struct Rule {
    real beta1, rest1, beta2, rest2, epsilon;
    real clip, rate, scale, decay;
};

static __device__ __forceinline__ void update(const Rule &by, bool decays, real &p, real g, real &m, real &v) {
    g *= by.clip;
    m = m * by.beta1 + g * by.rest1;
    v = v * by.beta2 + g * g * by.rest2;
    real kept = decays ? p - p * by.decay : p;
    p = kept - m * by.rate / (root(v) * by.scale + by.epsilon);
}

// launch: a thread per 16 bytes of p, 256 to a block. The second bound keeps the assembler from saving a register by a
// spill.
extern "C" __global__ void __launch_bounds__(256, 1) KERNEL_NAME(adam)(int size, int decayed, real beta1,
        real rest1, real beta2, real rest2, real epsilon, const real *__restrict__ factors, const real *__restrict__ g,
        real *__restrict__ p, real *__restrict__ m, real *__restrict__ v) {
    Rule by = {beta1, rest1, beta2, rest2, epsilon, factors[0], factors[1], factors[2], factors[3]};
    unsigned first = (blockIdx.x * 256 + threadIdx.x) * WIDTH;
    if (first + WIDTH <= (unsigned) size) {
        Piece of_p = *reinterpret_cast<Piece *>(p + first);
        Piece of_g = *reinterpret_cast<const Piece *>(g + first);
        Piece of_m = *reinterpret_cast<Piece *>(m + first);
        Piece of_v = *reinterpret_cast<Piece *>(v + first);
#pragma unroll
        for (int i = 0; i < WIDTH; i++) {
            update(by, first + i < (unsigned) decayed, of_p.at[i], of_g.at[i], of_m.at[i], of_v.at[i]);
        }
        *reinterpret_cast<Piece *>(p + first) = of_p;
        *reinterpret_cast<Piece *>(m + first) = of_m;
        *reinterpret_cast<Piece *>(v + first) = of_v;
    } else {
#pragma unroll 1
        for (unsigned i = first; i < (unsigned) size; i++) {
            update(by, i < (unsigned) decayed, p[i], g[i], m[i], v[i]);
        }
    }
}
