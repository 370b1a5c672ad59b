// Kernels that try the executor itself, also wrong ones that it must find; run by SimtTest.
// types: none

// Functions that generated kernels call.
extern "C" __device__ float simt_f_f(float x) { return x + 0.5f; }
extern "C" __device__ float simt_fff_f(float x, float y, float z) { return x * y - z; }
extern "C" __device__ double simt_dd_d(double x, double y) { return x / y; }
extern "C" __device__ int simt_ii_i(int a, int b) { return a - b; }
extern "C" __device__ int simt_d_i(double x) { return (int)x; }
extern "C" __device__ double simt_mixed(int a, double x, long long b, float y) { return a + x + b + y; }
extern "C" __device__ int simt_quotient(int a, int b) { return a / b; }

struct Numbers {
    int at[4];
};

extern "C" __global__ void simt_scale(int n, float factor, const float *__restrict__ x, float *__restrict__ y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = factor * x[i];
    }
}

extern "C" __global__ void simt_by_value(Numbers n, double d, long long l, unsigned char c, int *out) {
    for (int i = 0; i < 4; i++) {
        out[i] = n.at[i];
    }
    out[4] = (int)d;
    out[5] = (int)(l >> 32);
    out[6] = c;
}

// Sums of blocks: through shared memory of both kinds, and through shuffles.
extern "C" __global__ void __launch_bounds__(256) simt_sum(int n, const float *x, float *sums) {
    __shared__ float warps[8];
    DYN_SHARED(float, all);
    int t = threadIdx.x;
    int i = blockIdx.x * blockDim.x + t;
    float v = i < n ? x[i] : 0;
    all[t] = v;
    __syncthreads();
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        if (t < half) {
            all[t] += all[t + half];
        }
        __syncthreads();
    }
    for (int distance = 16; distance > 0; distance /= 2) {
        v += __shfl_down_sync(0xffffffffu, v, distance);
    }
    if (t % 32 == 0) {
        warps[t / 32] = v;
    }
    __syncthreads();
    if (t == 0) {
        float sum = 0;
        for (int w = 0; w < 8; w++) {
            sum += warps[w];
        }
        sums[2 * blockIdx.x] = all[0];
        sums[2 * blockIdx.x + 1] = sum;
    }
}

// One block of 64 threads; nine results each.
extern "C" __global__ void simt_warp(const int *x, int *out) {
    int t = threadIdx.x;
    int v = x[t];
    out[t] = __shfl_sync(~0u, v, 5);
    out[t + 64] = __shfl_up_sync(~0u, v, 3, 8);
    out[t + 128] = __shfl_down_sync(~0u, v, 3, 8);
    out[t + 192] = __shfl_xor_sync(~0u, v, 6, 16);
    out[t + 256] = __shfl_sync(~0u, v, 19, 8);
    out[t + 320] = (int)__ballot_sync(~0u, v & 1);
    out[t + 384] = __any_sync(~0u, v == 7) + 2 * __all_sync(~0u, v >= 0);
    if (t % 2) {
        out[t + 448] = __shfl_xor_sync(0xaaaaaaaau, v, 2);
    } else {
        out[t + 448] = __shfl_xor_sync(0x55555555u, v, 4);
    }
    out[t + 512] = (int)(2 * __shfl_xor_sync(~0u, v + .5, 1));
}

extern "C" __global__ void simt_order(int *count, int *blocks, int *threads) {
    int at = atomicAdd(count, 1);
    if (threadIdx.x == 0) {
        blocks[blockIdx.x] = at / blockDim.x;
    }
    threads[blockIdx.x * blockDim.x + threadIdx.x] = at % blockDim.x;
}

extern "C" __global__ void simt_functions(float *f, int *i) {
    f[0] = min(__int_as_float(0x7fc00000), 3.0f);
    f[1] = max(-0.0f, 0.0f);
    f[2] = __fadd_rn(__fmul_rn(1.1f, 1.1f), -1.21f);
    f[3] = fmaf(1.1f, 1.1f, -1.21f);
    f[4] = rsqrtf(4.0f);
    i[0] = __popc(0xf0f0u);
    i[1] = __clz(1);
    i[2] = __ffs(8);
    i[3] = (int)__brev(1u);
    i[4] = (int)__umulhi(0x80000000u, 6u);
    i[5] = __double2int_rz(-1e300);
    i[6] = __float2int_rz(__int_as_float(0x7fc00000));
    i[7] = max(3, -5);
    int cell = 5;
    i[8] = atomicMax(&cell, 9) + atomicCAS(&cell, 9, 1) + atomicExch(&cell, 7) + cell;
    float4 v = make_float4(1, 2, 3, 4);
    i[9] = (int)(sizeof(float4) + sizeof(double2) + alignof(float4) + v.w);
}

// Memory that was not written is NaN, in every block anew.
extern "C" __global__ void simt_uninitialised(float *out) {
    __shared__ float a[64];
    DYN_SHARED(float, b);
    int i = blockIdx.x * 128 + threadIdx.x;
    out[i] = a[threadIdx.x];
    out[i + 64] = b[threadIdx.x];
    a[threadIdx.x] = b[threadIdx.x] = 1;
}

extern "C" __global__ void simt_bad_barrier(int n, float *out) {
    if (threadIdx.x < n) {
        __syncthreads();
    }
    out[threadIdx.x] = 1;
}

extern "C" __global__ void simt_bad_barriers(int n, float *out) {
    if (threadIdx.x < n) {
        __syncthreads();
    } else {
        __syncthreads();
    }
    out[threadIdx.x] = 1;
}

extern "C" __global__ void simt_bad_warp(int n, float *out) {
    if (threadIdx.x == n) {
        __syncthreads();
    }
    out[threadIdx.x] = __shfl_xor_sync(0xffffffffu, 1.0f, 1);
}

// Without a barrier the result depends on the order of threads.
extern "C" __global__ void simt_bad_race(const float *x, float *out) {
    __shared__ float s[64];
    s[threadIdx.x] = x[threadIdx.x];
    out[threadIdx.x] = s[63 - threadIdx.x];
}

extern "C" __global__ void simt_bad_write(long long at, float *out) {
    out[at + threadIdx.x] = 1;
}

extern "C" __global__ void simt_bad_read(long long at, const float *x, float *out) {
    out[threadIdx.x] = x[at + threadIdx.x];
}

extern "C" __global__ void simt_bad_division(int a, int b, int *out) {
    out[threadIdx.x] = a / b;
}

extern "C" __global__ void simt_bad_stack(int n, float *out) {
    volatile char much[1 << 20];
    for (int i = (1 << 20) - 1; i >= 0; i -= 1024) {
        much[i] = (char)n;
    }
    out[0] = much[n];
}
