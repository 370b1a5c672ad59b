// Large matrix products in tiles of 128 x 128, one kernel for each form; see gemm.cu. Aligned operands only.
// types: f32
//
// 8 x 8 results per thread: 64 multiplications for 4 reads of 16 bytes leave shared memory half idle, and 128 registers
// let two blocks share a processor. The form is fixed at compile time here, because one kernel for all of them needs
// more registers than that; and in a file of its own, because assembling the four takes a while that smaller products
// need not wait for.
#include "gemm.cuh"

typedef Tile<ALONG, ACROSS, 8, 4, 2, 1, 2, 2> LargeNN;
typedef Tile<ALONG, ALONG, 8, 4, 2, 1, 2, 2> LargeNT;
typedef Tile<ACROSS, ACROSS, 8, 4, 2, 1, 2, 2> LargeTN;
typedef Tile<ACROSS, ALONG, 8, 4, 2, 1, 2, 2> LargeTT;
TILE_KERNEL(gemm_128x128_nn, 2, LargeNN)
TILE_KERNEL(gemm_128x128_nt, 2, LargeNT)
TILE_KERNEL(gemm_128x128_tn, 2, LargeTN)
TILE_KERNEL(gemm_128x128_tt, 2, LargeTT)
