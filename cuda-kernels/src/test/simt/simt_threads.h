// Threads of a block as kernels see them: indices, barriers, and functions of a warp. Executed by executor.cpp.
#pragma once
#include "launch.h"

#pragma GCC visibility push(hidden)
namespace simt {

struct Fiber;
struct Warp;

enum class State : uint8_t { FRESH, READY, RUNNING, AT_BARRIER, IN_WARP, DONE };

// What lanes of a warp do together.
enum class Exchange : uint8_t { SYNC, INDEX, UP, DOWN, XOR, BALLOT, MULTIPLY };

struct Thread {
    uint3 index;
    State state;
    Exchange exchange;
    uint8_t lane;
    int argument;
    int width;
    int line;
    uint32_t mask;
    uint64_t value;
    uint64_t result;
    Fiber *fiber;
    Warp *warp;
};

extern Thread *current;
extern uint3 blockIndex;
extern dim3 blockSize;
extern dim3 gridSize;
extern char *dynamicShared;

void barrier(int line);
uint64_t exchange(uint32_t mask, Exchange what, uint64_t value, int argument, int width, int line);

// Runs all blocks of a launch; a message if the kernel is wrong, else null. The unit's static shared memory is given.
const char *launch(void (*body)(void **), const SimtLaunch &launch, char *sharedBegin, char *sharedEnd);

template <class T>
T shuffle(uint32_t mask, Exchange what, T value, int argument, int width, int line) {
    static_assert(sizeof(T) <= 8, "a shuffle moves at most 8 bytes");
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof value);
    bits = exchange(mask, what, bits, argument, width, line);
    memcpy(&value, &bits, sizeof value);
    return value;
}

template <class... A, size_t... I>
void call(void (*kernel)(A...), void **arguments, std::index_sequence<I...>) {
    kernel(*static_cast<A *>(arguments[I])...);
}

template <class... A>
void call(void (*kernel)(A...), void **arguments) {
    call(kernel, arguments, std::index_sequence_for<A...>());
}

// Bytes of a kernel's parameters, ended by 0.
template <class... A>
const unsigned *sizes(void (*)(A...)) {
    static const unsigned bytes[] = {unsigned(sizeof(A))..., 0};
    return bytes;
}

}  // namespace simt
#pragma GCC visibility pop

#define SIMT_SHARED_BEGIN SIMT_JOIN(__start_simt_shared_, SIMT_UNIT)
#define SIMT_SHARED_END SIMT_JOIN(__stop_simt_shared_, SIMT_UNIT)

// Makes a kernel callable by name from libcuda.so.1.
#define SIMT_EXPORT(kernel) \
    extern "C" __attribute__((visibility("default"))) const char *simt_launch_##kernel(const SimtLaunch *launch) { \
        return simt::launch([](void **p) { simt::call(&kernel, p); }, *launch, SIMT_SHARED_BEGIN, SIMT_SHARED_END); \
    } \
    extern "C" __attribute__((visibility("default"))) const unsigned *simt_sizes_##kernel() { \
        return simt::sizes(&kernel); \
    }

#ifdef SIMT_UNIT
// Null where the unit has no static shared memory.
extern "C" __attribute__((weak, visibility("hidden"))) char SIMT_SHARED_BEGIN[];
extern "C" __attribute__((weak, visibility("hidden"))) char SIMT_SHARED_END[];
#endif

#define threadIdx (simt::current->index)
#define blockIdx simt::blockIndex
#define blockDim simt::blockSize
#define gridDim simt::gridSize
#define warpSize 32

// The line is that of the source, also where the compiler copies the call.
inline void __syncthreads(int line = __builtin_LINE()) {
    simt::barrier(line);
}

inline void __syncwarp(unsigned mask = ~0u, int line = __builtin_LINE()) {
    simt::exchange(mask, simt::Exchange::SYNC, 0, 0, 32, line);
}

template <class T>
T __shfl_sync(unsigned mask, T value, int lane, int width = 32, int line = __builtin_LINE()) {
    return simt::shuffle(mask, simt::Exchange::INDEX, value, lane, width, line);
}

template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned distance, int width = 32, int line = __builtin_LINE()) {
    return simt::shuffle(mask, simt::Exchange::UP, value, int(distance), width, line);
}

template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned distance, int width = 32, int line = __builtin_LINE()) {
    return simt::shuffle(mask, simt::Exchange::DOWN, value, int(distance), width, line);
}

template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32, int line = __builtin_LINE()) {
    return simt::shuffle(mask, simt::Exchange::XOR, value, bits, width, line);
}

inline unsigned __ballot_sync(unsigned mask, int predicate, int line = __builtin_LINE()) {
    return unsigned(simt::exchange(mask, simt::Exchange::BALLOT, predicate != 0, 0, 32, line));
}

inline int __any_sync(unsigned mask, int predicate, int line = __builtin_LINE()) {
    return __ballot_sync(mask, predicate, line) != 0;
}

inline int __all_sync(unsigned mask, int predicate, int line = __builtin_LINE()) {
    return __ballot_sync(mask, !predicate, line) == 0;
}
