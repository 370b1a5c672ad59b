// Squared Euclidean distances of all pairs, z[q, i, j] = Σ (x[q, i, p] − y[q, j, p])² over p; x [b, n, d], y [b, m, d].
// types: f32 f64
//
// 3 b n m d FLOPs; reads (n + m) d and writes n m elements for each q. Differences are squared as they are: |x|² + |y|²
// − 2 x·y would go at the speed of a product, but loses the digits of short distances between points far from 0, and
// can become negative. d is short as a rule, so writing is the limit up to d of about 8 (f32 on H100), arithmetic
// beyond.
//
// Blocks of 64 x 64 pairs with 4 x 4 per thread; 16 coordinates of 64 points each lie in shared memory, as in gemm.cuh.
#include "gemm.cuh"

const int POINTS = 64;
const int COORDINATES = 16;
typedef Panel<POINTS, COORDINATES, 256, ANY> Points;

// launch: blocks b x ceil(n/64) x ceil(m/64), 256 threads
KERNEL_BOUNDS(squared_distances, 256)(
        int n, int m, int d, const real *__restrict__ x, const real *__restrict__ y, real *__restrict__ z) {
    const int PIECES = 4 / WIDTH;
    alignas(16) __shared__ real points_x[Points::SIZE];
    alignas(16) __shared__ real points_y[Points::SIZE];
    int across = (m + POINTS - 1) / POINTS;
    int down = (n + POINTS - 1) / POINTS;
    int q = blockIdx.x / (across * down);
    int tile = blockIdx.x - q * across * down;
    int row = tile / across * POINTS;
    int column = (tile - tile / across * across) * POINTS;
    bool wide = d % WIDTH == 0;
    Points from_x(x + (long long) q * n * d, n, d, row, 0, d, true, wide);
    Points from_y(y + (long long) q * m * d, m, d, column, 0, d, true, wide);

    // Eight warps of 16 x 32 pairs; lanes as in gemm.cuh.
    int lane = threadIdx.x % 32;
    int warp = threadIdx.x / 32;
    int thread_row = warp / 2 * 16 + (lane % 2 + lane / 16 * 2) * WIDTH;
    int thread_column = warp % 2 * 32 + lane / 2 % 8 * WIDTH;
    real sum[4][4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
            sum[i][j] = 0;
        }
    }
    for (int first = 0; first < d; first += COORDINATES) {
        Piece piece_x[Points::PIECES];
        Piece piece_y[Points::PIECES];
        from_x.fetch(piece_x);
        from_y.fetch(piece_y);
        __syncthreads();
        from_x.store(points_x, piece_x);
        from_y.store(points_y, piece_y);
        __syncthreads();
        int count = smaller(COORDINATES, d - first);
#pragma unroll 2
        for (int p = 0; p < count; p++) {
            Piece a[PIECES];
            Piece b[PIECES];
#pragma unroll
            for (int i = 0; i < PIECES; i++) {
                a[i] = *reinterpret_cast<const Piece *>(points_x + p * Points::STRIDE + thread_row + i * 4 * WIDTH);
                b[i] = *reinterpret_cast<const Piece *>(points_y + p * Points::STRIDE + thread_column + i * 8 * WIDTH);
            }
#pragma unroll
            for (int i = 0; i < 4; i++) {
#pragma unroll
                for (int j = 0; j < 4; j++) {
                    real difference = a[i / WIDTH].at[i % WIDTH] - b[j / WIDTH].at[j % WIDTH];
                    sum[i][j] = multiply_add(difference, difference, sum[i][j]);
                }
            }
        }
    }
    z += (long long) q * n * m;
#pragma unroll
    for (int i = 0; i < 4; i++) {
        int r = row + thread_row + i / WIDTH * 4 * WIDTH + i % WIDTH;
#pragma unroll
        for (int j = 0; j < PIECES; j++) {
            int s = column + thread_column + j * 8 * WIDTH;
            Piece out;
#pragma unroll
            for (int v = 0; v < WIDTH; v++) {
                out.at[v] = sum[i][j * WIDTH + v];
            }
            if (r < n && s < m && m % WIDTH == 0) {
                *reinterpret_cast<Piece *>(z + r * m + s) = out;
            } else {
#pragma unroll
                for (int v = 0; v < WIDTH; v++) {
                    if (r < n && s + v < m) {
                        z[r * m + s + v] = out.at[v];
                    }
                }
            }
        }
    }
}
