#include <string.h>

#include <vector>

#include "cublas.h"

namespace blas {

namespace {

float roundTf32(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if ((bits & 0x7f800000u) != 0x7f800000u) {
        bits = (bits + 0x1000u) & 0xffffe000u;
    }
    memcpy(&x, &bits, sizeof x);
    return x;
}

double roundTf32(double x) {
    return x;
}

template <class T>
double element(const T *a, int lda, bool transposed, int i, int j, bool tf32) {
    T x = transposed ? a[j + (long long)i * lda] : a[i + (long long)j * lda];
    return tf32 ? roundTf32(x) : x;
}

template <class T>
void multiplyOne(const Product<T> &p, const T *a, const T *b, T *c) {
    // op(A) in double, column after column: each is added to a column of the result.
    std::vector<double> columns(size_t(p.m) * size_t(p.k));
    for (int j = 0; j < p.k; j++) {
        for (int i = 0; i < p.m; i++) {
            columns[size_t(j) * size_t(p.m) + size_t(i)] = element(a, p.lda, p.transposeA, i, j, p.tf32);
        }
    }
    std::vector<double> sum(static_cast<size_t>(p.m));
    for (int j = 0; j < p.n; j++) {
        sum.assign(sum.size(), 0);
        for (int l = 0; l < p.k; l++) {
            const double factor = element(b, p.ldb, p.transposeB, l, j, p.tf32);
            const double *column = columns.data() + size_t(l) * size_t(p.m);
            double *to = sum.data();
            for (int i = 0; i < p.m; i++) {
                to[i] += column[i] * factor;
            }
        }
        for (int i = 0; i < p.m; i++) {
            T &to = c[i + (long long)j * p.ldc];
            // Where beta is 0 the result is not read: it may be NaN.
            to = T(double(p.alpha) * sum[size_t(i)] + (p.beta == 0 ? 0 : double(p.beta) * double(to)));
        }
    }
}

template <class T>
void multiplyAll(const Product<T> &p) {
    for (int i = 0; i < p.count; i++) {
        multiplyOne(p, p.a + i * p.strideA, p.b + i * p.strideB, p.c + i * p.strideC);
    }
}

}  // namespace

void multiply(const Product<float> &p) {
    multiplyAll(p);
}

void multiply(const Product<double> &p) {
    multiplyAll(p);
}

}  // namespace blas
