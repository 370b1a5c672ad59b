// Atomic functions. Blocks and threads take turns on one processor thread, so that plain reads and writes are atomic.
#pragma once

namespace simt {

// The second argument of an atomic function converts to the type of the first's target, as in CUDA.
template <class T>
struct Same {
    typedef T type;
};

template <class T, class F>
T update(T *p, F f) {
    T old = *p;
    *p = f(old);
    return old;
}

}  // namespace simt

#define SIMT_ATOMIC(name, result) \
    template <class T> \
    T name(T *p, typename simt::Same<T>::type v) { \
        return simt::update(p, [=](T old) -> T { return result; }); \
    }
SIMT_ATOMIC(atomicAdd, T(old + v))
SIMT_ATOMIC(atomicSub, T(old - v))
SIMT_ATOMIC(atomicMax, old > v ? old : v)
SIMT_ATOMIC(atomicMin, old < v ? old : v)
SIMT_ATOMIC(atomicAnd, T(old & v))
SIMT_ATOMIC(atomicOr, T(old | v))
SIMT_ATOMIC(atomicXor, T(old ^ v))
SIMT_ATOMIC(atomicExch, v)
SIMT_ATOMIC(atomicInc, old >= v ? T(0) : T(old + 1))
SIMT_ATOMIC(atomicDec, old == 0 || old > v ? v : T(old - 1))
#undef SIMT_ATOMIC

// Sums of int wrap on a device, and overflow is undefined in C++.
inline int atomicAdd(int *p, int v) {
    return simt::update(p, [=](int old) { return int(unsigned(old) + unsigned(v)); });
}

// Compares bits, also those of floats: the functions for 32 and 64 bits are the only ones on a device.
template <class T>
T atomicCAS(T *p, typename simt::Same<T>::type expected, typename simt::Same<T>::type v) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8, "atomicCAS takes 4 or 8 bytes");
    return simt::update(p, [=](T old) { return memcmp(&old, &expected, sizeof(T)) == 0 ? v : old; });
}

template <class T>
T __ldg(const T *p) {
    return *p;
}
template <class T>
T __ldcg(const T *p) {
    return *p;
}
template <class T>
T __ldcs(const T *p) {
    return *p;
}
template <class T>
void __stcs(T *p, typename simt::Same<T>::type v) {
    *p = v;
}

inline void __threadfence() {}
inline void __threadfence_block() {}
