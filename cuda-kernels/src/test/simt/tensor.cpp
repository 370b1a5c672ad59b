// Products of small matrices by a warp, and copies that go on by themselves.
#include "executor.h"

namespace simt {

namespace {

// Tensor cores do not look at the 13 bits that TF32 has not.
double factor(unsigned bits) {
    bits &= 0xffffe000u;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

void perform(const Copy &copy) {
    memcpy(copy.to, copy.from, size_t(copy.valid));
    memset(copy.to + copy.valid, 0, size_t(copy.bytes - copy.valid));
}

}  // namespace

void multiply(const Fragments &mine, int line) {
    exchange(~0u, Exchange::MULTIPLY, reinterpret_cast<uintptr_t>(&mine), 0, 32, line);
}

// Which lane has which elements is written in tensor.cuh. Products are exact and a sum is rounded once; cards round it
// more often, and each generation in its own way.
void multiplyAll(Warp &w) {
    double a[16][8];
    double b[8][8];
    for (int lane = 0; lane < 32; lane++) {
        const Fragments *f = reinterpret_cast<const Fragments *>(w.threads[lane].value);
        int g = lane / 4, t = lane % 4;
        for (int i = 0; i < 4; i++) {
            a[g + i % 2 * 8][t + i / 2 * 4] = factor(f->a[i]);
        }
        for (int i = 0; i < 2; i++) {
            b[t + i * 4][g] = factor(f->b[i]);
        }
    }
    for (int lane = 0; lane < 32; lane++) {
        float *c = reinterpret_cast<const Fragments *>(w.threads[lane].value)->c;
        for (int i = 0; i < 4; i++) {
            int row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
            double sum = c[i];
            for (int k = 0; k < 8; k++) {
                sum += a[row][k] * b[k][column];
            }
            c[i] = float(sum);
        }
    }
}

void copyLater(void *to, const void *from, int bytes, int valid) {
    if (reinterpret_cast<uintptr_t>(to) % unsigned(bytes) != 0
        || (valid > 0 && reinterpret_cast<uintptr_t>(from) % unsigned(bytes) != 0)) {
        fail("a copy of " + std::to_string(bytes) + " bytes that are not aligned, " + describeCurrent());
        return;
    }
    Copy copy = {static_cast<char *>(to), static_cast<const char *>(from), bytes, valid};
    if (copiesAreLate()) {
        current->warp->copies[current->lane].push_back(copy);
    } else {
        perform(copy);
    }
}

void awaitCopies() {
    std::vector<Copy> &mine = current->warp->copies[current->lane];
    for (const Copy &copy : mine) {
        perform(copy);
    }
    mine.clear();
}

}  // namespace simt
