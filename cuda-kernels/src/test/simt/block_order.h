// The order in which blocks run: results must not depend on it.
#pragma once

#include <stdint.h>

#include <numeric>

namespace simt {

// 0 ascending, 1 descending; any other number a permutation i -> (i · factor + shift) mod count, which takes no memory.
class BlockOrder {
public:
    BlockOrder(const unsigned *grid, unsigned order) : grid(grid), total(uint64_t(grid[0]) * grid[1] * grid[2]) {
        if (order == 1) {
            factor = total - 1;
            shift = total - 1;
        } else if (order > 1) {
            factor = (2654435761u * uint64_t(order)) % total;
            while (std::gcd(factor, total) != 1) {
                factor++;
            }
            shift = 40503u * uint64_t(order) % total;
        }
    }

    uint64_t count() const {
        return total;
    }

    void index(uint64_t i, unsigned *x, unsigned *y, unsigned *z) const {
        uint64_t b = uint64_t((static_cast<unsigned __int128>(i) * factor + shift) % total);
        *x = unsigned(b % grid[0]);
        *y = unsigned(b / grid[0] % grid[1]);
        *z = unsigned(b / (uint64_t(grid[0]) * grid[1]));
    }

private:
    const unsigned *grid;
    uint64_t total;
    uint64_t factor = 1;
    uint64_t shift = 0;
};

}  // namespace simt
