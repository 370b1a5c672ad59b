// What libcuda.so.1 tells the library of kernels, and asks it.
#pragma once

#include <stddef.h>

// One launch of a kernel compiled by g++.
struct SimtLaunch {
    unsigned grid[3];
    unsigned block[3];
    unsigned shared;   // bytes of dynamic shared memory
    unsigned order;    // of blocks, and of the threads of a block: 0 ascending, 1 descending, else a permutation
    bool strict;       // whether threads that returned count as missing at a barrier
    void **arguments;  // one pointer for each parameter
};

extern "C" {
// Where the running thread of a kernel stands, as text; empty where none runs.
void simt_where(char *text, size_t size);
// Forgets a launch that was left by a jump out of a signal handler.
void simt_abandon();
// simt_launch_NAME runs a kernel; null, or what is wrong with it.
typedef const char *SimtKernel(const SimtLaunch *launch);
// simt_sizes_NAME: bytes of its parameters, ended by 0.
typedef const unsigned *SimtSizes();
}
