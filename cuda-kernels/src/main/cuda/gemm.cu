// Matrix products C = f(op(A) op(B) + bias): row-major, op the identity or the transpose, broadcast batches.
// types: f32 f64
//
// 2 m n k FLOPs; f is an activation. Reads m k + k n and writes m n elements. Full precision of the type (fma, no
// tensor cores), every sum in an order that depends on the shapes only. The versions and what each is for;
// ProductChoice.java picks:
//
// - gemm_128x128_FORM, in gemm_large.cu: from about a thousand rows and columns on.
// - gemm_rows_N, gemm_columns_N, in gemm_narrow.cu: matrix times vector, and up to eight rows or columns.
// - gemm_64x64: 8 x 4 results per thread: a few hundred, where large tiles leave processors empty, and what is not
//   aligned.
// - gemm_32x32: for networks: four groups of threads share out the steps of k, so that a block of few results still has
//   many threads, and most of a short k is loaded at once.
// - gemm_16x32: goes further, each of its eight warps takes every eighth step.
// - gemm_element: one thread per result, no tiles: many tiny matrices (several fall into a block), and outer products.
// - gemm_finish: adds the parts of a k that was divided among blocks (weight gradients: few results, k the batch), then
//   bias and f.
#include "gemm.cuh"

#if defined(REAL_f32)
typedef Tile<ANY, ANY, 16, 2, 2, 1, 2, 1> Medium;
typedef Tile<ANY, ANY, 64, 2, 1, 4, 1, 1> Small;
typedef Tile<ANY, ANY, 64, 1, 1, 8, 1, 1> Mini;
#else
typedef Tile<ANY, ANY, 8, 2, 2, 1, 4, 2> Medium;
typedef Tile<ANY, ANY, 32, 2, 1, 4, 2, 2> Small;
typedef Tile<ANY, ANY, 32, 1, 1, 8, 2, 2> Mini;
#endif
TILE_KERNEL(gemm_64x64, 4, Medium)
TILE_KERNEL(gemm_32x32, 2, Small)
TILE_KERNEL(gemm_16x32, 2, Mini)

// launch: a thread per element of the result, 256 to a block
KERNEL_BOUNDS(gemm_element, 256)(int m, int n, int k, int form, int total, Batch batch, const real *__restrict__ a,
        const real *__restrict__ b, const real *__restrict__ bias, int activation, real *__restrict__ c) {
    unsigned e = blockIdx.x * 256 + threadIdx.x;
    if (e >= (unsigned) total) {
        return;
    }
    int row = quotient(e, n);
    int column = (int) e - row * n;
    int product = quotient(row, m);
    row -= product * m;
    int from_a, from_b;
    locate(batch, product, from_a, from_b);
    int step_a = form & TRANSPOSE_A ? m : 1;
    int step_b = form & TRANSPOSE_B ? 1 : n;
    a += from_a + (form & TRANSPOSE_A ? row : row * k);
    b += from_b + (form & TRANSPOSE_B ? column * k : column);
    real sum = 0;
#pragma unroll 4
    for (int p = 0; p < k; p++) {
        sum = multiply_add(a[(long long) p * step_a], b[(long long) p * step_b], sum);
    }
    c[e] = finished(sum, bias, column, activation);
}

// launch: a thread per element of the result, 256 to a block; size is m n, part is [batch, parts, m, n]
KERNEL_BOUNDS(gemm_finish, 256)(int size, int n, int parts, int total, const real *__restrict__ part,
        const real *__restrict__ bias, int activation, real *__restrict__ c) {
    unsigned e = blockIdx.x * 256 + threadIdx.x;
    if (e >= (unsigned) total) {
        return;
    }
    int product = quotient(e, size);
    part += e + (long long) product * (parts - 1) * size;
    accumulator sum = 0;
#pragma unroll 4
    for (int i = 0; i < parts; i++) {
        sum += part[(long long) i * size];
    }
    c[e] = finished((real) sum, bias, (int) e % n, activation);
}
