// A libcublas.so.12 that runs on the processor: what its parts share.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)
namespace blas {

// C = alpha · op(A) · op(B) + beta · C for matrices of m × n, m × k and k × n before op, column after column.
template <class T>
struct Product {
    bool transposeA;
    bool transposeB;
    int m;
    int n;
    int k;
    T alpha;
    const T *a;
    int lda;
    long long strideA;
    const T *b;
    int ldb;
    long long strideB;
    T beta;
    T *c;
    int ldc;
    long long strideC;
    int count;   // products, that many strides apart
    bool tf32;   // operands are rounded to 10 bits, as tensor cores have them
};

// Sums are double.
void multiply(const Product<float> &p);
void multiply(const Product<double> &p);

}  // namespace blas
#pragma GCC visibility pop
