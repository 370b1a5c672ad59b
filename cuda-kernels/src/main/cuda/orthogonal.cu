// QR factors, eigenvectors of symmetric matrices and singular vectors of batches of dense matrices [m, n], m >= n.
// types: f32 f64
//
// Always computed in double. About 4mn² FLOPs for QR; a sweep of Jacobi rotations takes 9n³ for eigenvectors and
// 3n²(2m + n) for singular vectors, and there are 5 to 11 sweeps as a rule. Every element takes its terms in the order
// of the reference, whoever adds them, and without fma; rotations of one round touch different columns. Results are
// those of the reference to the last bit.
//
// The work of a matrix is the packed result, column after column, and a few numbers behind it. Three versions of each:
// - _threads: a thread per matrix, tiny ones: matrices stand side by side in shared memory, so that threads have no bank
//   conflicts and memory is read and written in order.
// - _block: a block per matrix in shared memory. Sums over a column are taken by one thread, all else is shared out.
// - _memory: the same where that does not fit, in scratch memory. One block per matrix still: right, not fast.
#include "common.cuh"

// Matrices of a block of threads, one each, and the distance between their elements in shared memory.
const int TOGETHER = 32;

// Who works on a matrix, and how far apart its elements lie: a thread by itself, or a block.
struct Alone {
    static const int APART = TOGETHER + 1;
    static __device__ __forceinline__ int thread() { return 0; }
    static __device__ __forceinline__ int threads() { return 1; }
    static __device__ __forceinline__ int lane() { return 0; }
    static __device__ __forceinline__ int lanes() { return 1; }
    static __device__ __forceinline__ int warp() { return 0; }
    static __device__ __forceinline__ int warps() { return 1; }
    static __device__ __forceinline__ void meet() {}
};

struct Block {
    static const int APART = 1;
    static __device__ __forceinline__ int thread() { return threadIdx.x; }
    static __device__ __forceinline__ int threads() { return blockDim.x; }
    static __device__ __forceinline__ int lane() { return threadIdx.x % 32; }
    static __device__ __forceinline__ int lanes() { return 32; }
    static __device__ __forceinline__ int warp() { return threadIdx.x / 32; }
    static __device__ __forceinline__ int warps() { return blockDim.x / 32; }
    static __device__ __forceinline__ void meet() { __syncthreads(); }
};

// The packed result by columns, and numbers behind it: first n of them, the column that becomes column j of the result.
template <class Team>
struct Work {
    double *w;
    int stride;
    int n;

    __device__ __forceinline__ double &at(int i, int j) const { return w[(j * stride + i) * Team::APART]; }
    __device__ __forceinline__ double &more(int e) const { return w[(n * stride + e) * Team::APART]; }
};

static __device__ __forceinline__ double infinity() { return __longlong_as_double(0x7ff0000000000000LL); }
static __device__ __forceinline__ double not_a_number() { return __longlong_as_double(0x7ff8000000000000LL); }

// 2⁻²⁵⁰ and its square: what is smaller counts as 0 beside numbers of order 1.
static __device__ __forceinline__ double negligible() { return __longlong_as_double(0x3050000000000000LL); }
static __device__ __forceinline__ double negligible_square() { return negligible() * negligible(); }

// A power of two that the largest element divided by it is below 2.
static __device__ __forceinline__ double unit_of(double largest) {
    long long bits = __double_as_longlong(largest);
    long long least = 0x0010000000000000LL;
    return __longlong_as_double((bits < least ? least : bits) & 0x7ff0000000000000LL);
}

// The largest absolute value; NaN if there is one.
template <class Team>
static __device__ __forceinline__ double largest_of(const Work<Team> &c, int m) {
#pragma unroll 1
    for (int j = Team::thread(); j < c.n; j += Team::threads()) {
        double largest = 0;
#pragma unroll 1
        for (int i = 0; i < m; i++) {
            double x = ::fabs(c.at(i, j));
            largest = x > largest || x != x ? x : largest;
        }
        c.more(j) = largest;
    }
    Team::meet();
    double largest = 0;
#pragma unroll 1
    for (int j = 0; j < c.n; j++) {
        double x = c.more(j);
        largest = x > largest || x != x ? x : largest;
    }
    Team::meet();
    return largest;
}

static __device__ __forceinline__ double sign_of(double diagonal) { return diagonal < 0 ? -1 : 1; }

// ---- Householder ----

struct Qr {
    static __device__ __forceinline__ int rows(int m, int n) { return m + n; }
    static __device__ __forceinline__ int first_scaled(int m, int n) { return m; }
    static __device__ __forceinline__ int scaled(int n) { return n; }

    // Column j, y, becomes y − τ v (vᵀ y), on rows from k on, where v, in column k, is 1 in row k.
    template <class Team>
    static __device__ __forceinline__ void reflect(const Work<Team> &c, int m, int k, int j, double tau) {
        double s = c.at(k, j);
#pragma unroll 1
        for (int i = k + 1; i < m; i++) {
            s += c.at(i, k) * c.at(i, j);
        }
        s *= tau;
        c.at(k, j) -= s;
#pragma unroll 1
        for (int i = k + 1; i < m; i++) {
            c.at(i, j) -= s * c.at(i, k);
        }
    }

    template <class Team>
    static __device__ __forceinline__ void decompose(const Work<Team> &c, int m) {
        int n = c.n;
        int tau = n;
        int diagonal = 2 * n;
#pragma unroll 1
        for (int k = 0; k < n; k++) {
            double square = 0;
#pragma unroll 1
            for (int i = k; i < m; i++) {
                square += c.at(i, k) * c.at(i, k);
            }
            double x = c.at(k, k);
            bool reflects = !(square < negligible_square());
            double y = x >= 0 ? -::sqrt(square) : ::sqrt(square);
            double factor = reflects ? (y - x) / y : 0;
            // All have read the column.
            Team::meet();
            if (Team::thread() == 0) {
                c.more(tau + k) = factor;
                c.more(diagonal + k) = reflects ? y : 0;
            }
#pragma unroll 1
            for (int i = k + 1 + Team::thread(); i < m && reflects; i += Team::threads()) {
                c.at(i, k) /= x - y;
            }
            Team::meet();
#pragma unroll 1
            for (int j = k + 1 + Team::thread(); j < n && reflects; j += Team::threads()) {
                reflect(c, m, k, j, factor);
            }
            Team::meet();
        }
        // R to its place; the rows above the diagonal are then Q's.
#pragma unroll 1
        for (int j = Team::thread(); j < n; j += Team::threads()) {
#pragma unroll 1
            for (int i = 0; i < n; i++) {
                double above = i < j ? c.at(i, j) * sign_of(c.more(diagonal + i)) : 0;
                c.at(m + i, j) = i == j ? ::fabs(c.more(diagonal + j)) : above;
            }
#pragma unroll 1
            for (int i = 0; i < j; i++) {
                c.at(i, j) = 0;
            }
            c.more(j) = j;
        }
        Team::meet();
#pragma unroll 1
        for (int k = n - 1; k >= 0; k--) {
            double factor = c.more(tau + k);
#pragma unroll 1
            for (int j = k + 1 + Team::thread(); j < n && factor != 0; j += Team::threads()) {
                reflect(c, m, k, j, factor);
            }
            Team::meet();
#pragma unroll 1
            for (int i = Team::thread(); i < m; i += Team::threads()) {
                c.at(i, k) = i < k ? 0 : i == k ? 1 - factor : -factor * c.at(i, k);
            }
            Team::meet();
        }
#pragma unroll 1
        for (int j = Team::thread(); j < n; j += Team::threads()) {
            double sign = sign_of(c.more(diagonal + j));
#pragma unroll 1
            for (int i = 0; i < m; i++) {
                c.at(i, j) *= sign;
            }
        }
    }
};

// ---- Jacobi ----

// Sweeps after which it ends in any case.
const int SWEEPS = 60;

// A tournament of n: pair number `pair` of a round. The larger is n where the other one has nobody to meet.
static __device__ __forceinline__ void meeting(int n, int round, int pair, int &p, int &q) {
    int cycle = n - 1 + n % 2;
    int home = pair == 0 ? cycle : (round + pair) % cycle;
    int guest = (round + cycle - pair) % cycle;
    p = home < guest ? home : guest;
    q = home < guest ? guest : home;
}

// tan φ of the smaller rotation that makes [[p, x], [x, q]] diagonal, x not 0.
static __device__ __forceinline__ double tangent(double p, double q, double x) {
    double cotangent = (q - p) / (2 * x);
    double size = 1 / (::fabs(cotangent) + ::sqrt(1 + cotangent * cotangent));
    return cotangent < 0 ? -size : size;
}

static __device__ __forceinline__ void rotate(double &x, double &y, double c, double s) {
    double a = x;
    double b = y;
    x = c * a - s * b;
    y = s * a + c * b;
}

// Turns column j so that of its rows [from, to) the first one of nine tenths of the largest is positive.
template <class Team>
static __device__ __forceinline__ void turn(const Work<Team> &c, int rows, int j, int from, int to, int keep) {
    double largest = 0;
#pragma unroll 1
    for (int i = from; i < to; i++) {
        double x = ::fabs(c.at(i, j));
        largest = x > largest ? x : largest;
    }
    int at = from;
    while (at < to - 1 && ::fabs(c.at(at, j)) < 0.9 * largest) {
        at++;
    }
    if (c.at(at, j) < 0) {
#pragma unroll 1
        for (int i = 0; i < rows; i++) {
            c.at(i, j) = i == keep ? c.at(i, j) : -c.at(i, j);
        }
    }
}

// Where column j stands by the numbers of a row, equal ones in the order of columns.
template <class Team>
static __device__ __forceinline__ void place(const Work<Team> &c, int j, int row, bool descending) {
    double key = c.at(row, j);
    int rank = 0;
#pragma unroll 1
    for (int k = 0; k < c.n; k++) {
        double other = c.at(row, k);
        bool before = descending ? other > key : other < key;
        rank += before || (other == key && k < j);
    }
    c.more(rank) = j;
}

// Whether a sweep moved something; the flag is cleared for the next one.
template <class Team>
static __device__ __forceinline__ bool has_moved(double &flag) {
    bool moved = flag != 0;
    Team::meet();
    if (Team::thread() == 0) {
        flag = 0;
    }
    Team::meet();
    return moved;
}

struct Eigh {
    static __device__ __forceinline__ int rows(int m, int n) { return n + 1; }
    static __device__ __forceinline__ int first_scaled(int m, int n) { return n; }
    static __device__ __forceinline__ int scaled(int n) { return 1; }

    // The matrix lies behind the sources, in columns of an odd stride; sines and cosines of a round lie behind it.
    template <class Team>
    static __device__ __forceinline__ double &element(const Work<Team> &c, int i, int j) {
        return c.more(c.n + j * (c.n | 1) + i);
    }

    template <class Team>
    static __device__ __forceinline__ void decompose(const Work<Team> &c, int m) {
        int n = c.n;
        int turns = n + n * (n | 1);
        int flag = turns + n + 1;
#pragma unroll 1
        for (int j = Team::warp(); j < n; j += Team::warps()) {
#pragma unroll 1
            for (int i = Team::lane(); i < n; i += Team::lanes()) {
                element(c, i, j) = 0.5 * (c.at(i, j) + c.at(j, i));
            }
        }
        Team::meet();
#pragma unroll 1
        for (int j = Team::warp(); j < n; j += Team::warps()) {
#pragma unroll 1
            for (int i = Team::lane(); i <= n; i += Team::lanes()) {
                c.at(i, j) = i == n ? element(c, j, j) : i == j;
            }
        }
        if (Team::thread() == 0) {
            c.more(flag) = 0;
        }
        Team::meet();
        bool moved = true;
#pragma unroll 1
        for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
#pragma unroll 1
            for (int round = 0; round < n - 1 + n % 2; round++) {
                angles(c, round, turns, flag);
                Team::meet();
                columns(c, round, turns);
                Team::meet();
                across(c, round, turns);
                Team::meet();
            }
            moved = has_moved<Team>(c.more(flag));
        }
#pragma unroll 1
        for (int j = Team::thread(); j < n; j += Team::threads()) {
            turn(c, n + 1, j, 0, n, n);
            place(c, j, n, false);
        }
    }

    template <class Team>
    static __device__ __forceinline__ void angles(const Work<Team> &c, int round, int turns, int flag) {
        int n = c.n;
#pragma unroll 1
        for (int pair = Team::thread(); pair < (n + 1) / 2; pair += Team::threads()) {
            int p, q;
            meeting(n, round, pair, p, q);
            double s = 0;
            if (q < n) {
                double x = element(c, p, q);
                double dp = c.at(n, p);
                double dq = c.at(n, q);
                double size = ::fabs(x);
                if (size > 0x1p-53 * ::sqrt(::fabs(dp * dq)) && size > negligible()) {
                    double t = tangent(dp, dq, x);
                    double cosine = 1 / ::sqrt(1 + t * t);
                    c.at(n, p) = dp - t * x;
                    c.at(n, q) = dq + t * x;
                    c.more(turns + 2 * pair + 1) = cosine;
                    c.more(flag) = 1;
                    s = cosine * t;
                }
            }
            c.more(turns + 2 * pair) = s;
        }
    }

    template <class Team>
    static __device__ __forceinline__ void columns(const Work<Team> &c, int round, int turns) {
        int n = c.n;
#pragma unroll 1
        for (int pair = Team::warp(); pair < (n + 1) / 2; pair += Team::warps()) {
            double s = c.more(turns + 2 * pair);
            if (s != 0) {
                double cosine = c.more(turns + 2 * pair + 1);
                int p, q;
                meeting(n, round, pair, p, q);
#pragma unroll 1
                for (int i = Team::lane(); i < n; i += Team::lanes()) {
                    rotate(element(c, i, p), element(c, i, q), cosine, s);
                    rotate(c.at(i, p), c.at(i, q), cosine, s);
                }
            }
        }
    }

    template <class Team>
    static __device__ __forceinline__ void across(const Work<Team> &c, int round, int turns) {
        int n = c.n;
#pragma unroll 1
        for (int pair = Team::warp(); pair < (n + 1) / 2; pair += Team::warps()) {
            double s = c.more(turns + 2 * pair);
            if (s != 0) {
                double cosine = c.more(turns + 2 * pair + 1);
                int p, q;
                meeting(n, round, pair, p, q);
#pragma unroll 1
                for (int j = Team::lane(); j < n; j += Team::lanes()) {
                    double &x = element(c, p, j);
                    double &y = element(c, q, j);
                    rotate(x, y, cosine, s);
                    // What the rotation is for; the diagonal here is not read again.
                    x = j == q ? 0 : x;
                    y = j == p ? 0 : y;
                }
            }
        }
    }
};

struct Svd {
    static __device__ __forceinline__ int rows(int m, int n) { return m + 1 + n; }
    static __device__ __forceinline__ int first_scaled(int m, int n) { return m; }
    static __device__ __forceinline__ int scaled(int n) { return 1; }

    // Behind the sources lie squares of the rows of U, products with its columns, sines and cosines of a round.
    template <class Team>
    static __device__ __forceinline__ void decompose(const Work<Team> &c, int m) {
        int n = c.n;
        int length = rows(m, n);
        int turns = n + m + n;
        int flag = turns + n + 1;
#pragma unroll 1
        for (int j = Team::thread(); j < n; j += Team::threads()) {
            c.at(m + 1 + j, j) = 1;
        }
        if (Team::thread() == 0) {
            c.more(flag) = 0;
        }
        Team::meet();
        double tolerance = 0x1p-52 * ::sqrt((double) m);
        bool moved = true;
#pragma unroll 1
        for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
#pragma unroll 1
            for (int round = 0; round < n - 1 + n % 2; round++) {
                angles(c, m, round, turns, flag, tolerance);
                Team::meet();
                columns(c, length, round, turns);
                Team::meet();
            }
            moved = has_moved<Team>(c.more(flag));
        }
#pragma unroll 1
        for (int j = Team::thread(); j < n; j += Team::threads()) {
            normalise(c, m, j);
        }
        Team::meet();
#pragma unroll 1
        for (int j = 0; j < n; j++) {
            // The same for all threads.
            if (c.at(m, j) == 0) {
                complete(c, m, j);
            }
        }
#pragma unroll 1
        for (int j = Team::thread(); j < n; j += Team::threads()) {
            turn(c, length, j, m + 1, length, m);
            place(c, j, m, true);
        }
    }

    template <class Team>
    static __device__ __forceinline__ void angles(
            const Work<Team> &c, int m, int round, int turns, int flag, double tolerance) {
#pragma unroll 1
        for (int pair = Team::thread(); pair < (c.n + 1) / 2; pair += Team::threads()) {
            int p, q;
            meeting(c.n, round, pair, p, q);
            double s = 0;
            if (q < c.n) {
                double pp = 0;
                double qq = 0;
                double pq = 0;
#pragma unroll 1
                for (int i = 0; i < m; i++) {
                    double x = c.at(i, p);
                    double y = c.at(i, q);
                    pp += x * x;
                    qq += y * y;
                    pq += x * y;
                }
                bool vanishing = (pp < qq ? pp : qq) < negligible_square();
                if (!vanishing && !(::fabs(pq) <= tolerance * ::sqrt(pp * qq))) {
                    double t = tangent(pp, qq, pq);
                    double cosine = 1 / ::sqrt(1 + t * t);
                    c.more(turns + 2 * pair + 1) = cosine;
                    c.more(flag) = 1;
                    s = cosine * t;
                }
            }
            c.more(turns + 2 * pair) = s;
        }
    }

    template <class Team>
    static __device__ __forceinline__ void columns(const Work<Team> &c, int length, int round, int turns) {
#pragma unroll 1
        for (int pair = Team::warp(); pair < (c.n + 1) / 2; pair += Team::warps()) {
            double s = c.more(turns + 2 * pair);
            if (s != 0) {
                double cosine = c.more(turns + 2 * pair + 1);
                int p, q;
                meeting(c.n, round, pair, p, q);
#pragma unroll 1
                for (int i = Team::lane(); i < length; i += Team::lanes()) {
                    rotate(c.at(i, p), c.at(i, q), cosine, s);
                }
            }
        }
    }

    // A column of U and its singular value from one of A V.
    template <class Team>
    static __device__ __forceinline__ void normalise(const Work<Team> &c, int m, int j) {
        double square = 0;
#pragma unroll 1
        for (int i = 0; i < m; i++) {
            square += c.at(i, j) * c.at(i, j);
        }
        double s = square < negligible_square() ? 0 : ::sqrt(square);
#pragma unroll 1
        for (int i = 0; i < m && s > 0; i++) {
            c.at(i, j) /= s;
        }
        c.at(m, j) = s;
    }

    // Whether column k of U is there when that of j is looked for.
    template <class Team>
    static __device__ __forceinline__ bool is_known(const Work<Team> &c, int m, int k, int j) {
        return k < j || c.at(m, k) > 0;
    }

    // Column j of U, whose singular value is 0: the axis that is farthest from the others, without its part along them.
    template <class Team>
    static __device__ __forceinline__ void complete(const Work<Team> &c, int m, int j) {
        int n = c.n;
        int squares = n;
        int products = n + m;
#pragma unroll 1
        for (int i = Team::thread(); i < m; i += Team::threads()) {
            double square = 0;
#pragma unroll 1
            for (int k = 0; k < n; k++) {
                square += is_known(c, m, k, j) ? c.at(i, k) * c.at(i, k) : 0;
            }
            c.more(squares + i) = square;
        }
        Team::meet();
        int axis = 0;
#pragma unroll 1
        for (int i = 1; i < m; i++) {
            axis = c.more(squares + i) < c.more(squares + axis) ? i : axis;
        }
#pragma unroll 1
        for (int i = Team::thread(); i < m; i += Team::threads()) {
            c.at(i, j) = i == axis;
        }
        Team::meet();
        // Twice, because the first time leaves rounding of the size of what was taken away.
#pragma unroll 1
        for (int time = 0; time < 2; time++) {
#pragma unroll 1
            for (int k = Team::thread(); k < n; k += Team::threads()) {
                double product = 0;
#pragma unroll 1
                for (int i = 0; i < m; i++) {
                    product += c.at(i, k) * c.at(i, j);
                }
                c.more(products + k) = is_known(c, m, k, j) ? product : 0;
            }
            Team::meet();
#pragma unroll 1
            for (int i = Team::thread(); i < m; i += Team::threads()) {
                double left = c.at(i, j);
#pragma unroll 1
                for (int k = 0; k < n; k++) {
                    left -= is_known(c, m, k, j) ? c.more(products + k) * c.at(i, k) : 0;
                }
                c.at(i, j) = left;
            }
            Team::meet();
        }
        double square = 0;
#pragma unroll 1
        for (int i = 0; i < m; i++) {
            square += c.at(i, j) * c.at(i, j);
        }
        double norm = ::sqrt(square);
        Team::meet();
#pragma unroll 1
        for (int i = Team::thread(); i < m; i += Team::threads()) {
            c.at(i, j) /= norm;
        }
        Team::meet();
    }
};

// ---- any of them ----

// One matrix, in the first m rows of its work.
template <class Method, class Team>
static __device__ __forceinline__ void decompose(const Work<Team> &c, int m) {
    int n = c.n;
    int length = Method::rows(m, n);
    double largest = largest_of(c, m);
    bool finite = largest < infinity();
    double unit = unit_of(largest);
#pragma unroll 1
    for (int j = Team::warp(); j < n; j += Team::warps()) {
#pragma unroll 1
        for (int i = Team::lane(); i < length; i += Team::lanes()) {
            double inside = i < m ? c.at(i, j) / unit : 0;
            c.at(i, j) = finite ? inside : not_a_number();
        }
    }
#pragma unroll 1
    for (int j = Team::thread(); j < n; j += Team::threads()) {
        c.more(j) = j;
    }
    Team::meet();
    // The same for all threads of a matrix.
    if (finite) {
        Method::decompose(c, m);
        Team::meet();
        int first = Method::first_scaled(m, n);
        int scaled = Method::scaled(n);
#pragma unroll 1
        for (int j = Team::warp(); j < n; j += Team::warps()) {
#pragma unroll 1
            for (int i = first + Team::lane(); i < first + scaled; i += Team::lanes()) {
                c.at(i, j) *= unit;
            }
        }
        Team::meet();
    }
}

template <class Method>
static __device__ __forceinline__ void by_threads(
        int m, int n, int count, const real *__restrict__ a, real *__restrict__ y, double *memory) {
    int length = Method::rows(m, n);
    int first = blockIdx.x * TOGETHER;
    int matrices = count - first < TOGETHER ? count - first : TOGETHER;
    a += (long long) first * m * n;
    y += (long long) first * length * n;
#pragma unroll 1
    for (int e = threadIdx.x; e < m * n * matrices; e += TOGETHER) {
        int row = e / n;
        int q = row / m;
        memory[((e - row * n) * length + row - q * m) * Alone::APART + q] = a[e];
    }
    __syncthreads();
    if ((int) threadIdx.x < matrices) {
        Work<Alone> c = {memory + threadIdx.x, length, n};
        decompose<Method>(c, m);
    }
    __syncthreads();
#pragma unroll 1
    for (int e = threadIdx.x; e < length * n * matrices; e += TOGETHER) {
        int row = e / n;
        int q = row / length;
        Work<Alone> c = {memory + q, length, n};
        y[e] = (real) c.at(row - q * length, (int) c.more(e - row * n));
    }
}

template <class Method>
static __device__ __forceinline__ void by_blocks(
        int m, int n, int count, const real *__restrict__ a, real *__restrict__ y, double *memory) {
    int length = Method::rows(m, n);
    // An odd stride, so that rows have no bank conflicts.
    Work<Block> c = {memory, length | 1, n};
#pragma unroll 1
    for (int q = blockIdx.x; q < count; q += gridDim.x) {
        const real *from = a + (long long) q * m * n;
        real *to = y + (long long) q * length * n;
#pragma unroll 1
        for (int i = Block::warp(); i < m; i += Block::warps()) {
#pragma unroll 1
            for (int j = Block::lane(); j < n; j += 32) {
                c.at(i, j) = from[i * n + j];
            }
        }
        __syncthreads();
        decompose<Method>(c, m);
#pragma unroll 1
        for (int i = Block::warp(); i < length; i += Block::warps()) {
#pragma unroll 1
            for (int j = Block::lane(); j < n; j += 32) {
                to[i * n + j] = (real) c.at(i, (int) c.more(j));
            }
        }
        // Before the next matrix.
        __syncthreads();
    }
}

// launch: blocks of 32 threads for 32 matrices, with 33 times the work of a matrix in shared memory
KERNEL_BOUNDS(qr_threads, 32)(int m, int n, int count, const real *__restrict__ a, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    by_threads<Qr>(m, n, count, a, y, memory);
}

KERNEL_BOUNDS(eigh_threads, 32)(int m, int n, int count, const real *__restrict__ a, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    by_threads<Eigh>(m, n, count, a, y, memory);
}

KERNEL_BOUNDS(svd_threads, 32)(int m, int n, int count, const real *__restrict__ a, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    by_threads<Svd>(m, n, count, a, y, memory);
}

// launch: a block per matrix, whole warps, with the work of a matrix in shared memory
KERNEL_BOUNDS(qr_block, 128)(int m, int n, int count, const real *__restrict__ a, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    by_blocks<Qr>(m, n, count, a, y, memory);
}

KERNEL_BOUNDS(eigh_block, 128)(int m, int n, int count, const real *__restrict__ a, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    by_blocks<Eigh>(m, n, count, a, y, memory);
}

KERNEL_BOUNDS(svd_block, 128)(int m, int n, int count, const real *__restrict__ a, real *__restrict__ y) {
    DYN_SHARED(double, memory);
    by_blocks<Svd>(m, n, count, a, y, memory);
}

// launch: as many blocks of whole warps as there is work for, each with `each` doubles
KERNEL_BOUNDS(qr_memory, 128)(int m, int n, int count, int each, double *__restrict__ work,
        const real *__restrict__ a, real *__restrict__ y) {
    by_blocks<Qr>(m, n, count, a, y, work + (long long) blockIdx.x * each);
}

KERNEL_BOUNDS(eigh_memory, 128)(int m, int n, int count, int each, double *__restrict__ work,
        const real *__restrict__ a, real *__restrict__ y) {
    by_blocks<Eigh>(m, n, count, a, y, work + (long long) blockIdx.x * each);
}

KERNEL_BOUNDS(svd_memory, 128)(int m, int n, int count, int each, double *__restrict__ work,
        const real *__restrict__ a, real *__restrict__ y) {
    by_blocks<Svd>(m, n, count, a, y, work + (long long) blockIdx.x * each);
}
