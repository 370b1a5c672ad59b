#include "heap.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <algorithm>

namespace simt {

namespace {

const size_t PAGE = 4096;
const size_t RESERVED = size_t(64) << 30;
const size_t ZONE = 256;
const size_t REMEMBERED = 10000;
const unsigned char GUARD = 0xa5;
const unsigned char NEW = 0xff;  // NaN, and indices outside of everything

size_t roundUp(size_t n, size_t to) {
    return (n + to - 1) / to * to;
}

// Of at most ZONE bytes.
bool isGuard(Address from, Address to) {
    static const std::string pattern(ZONE, char(GUARD));
    return memcmp(reinterpret_cast<const void *>(from), pattern.data(), to - from) == 0;
}

void *pointer(Address address) {
    return reinterpret_cast<void *>(address);
}

}  // namespace

Address Heap::gap(size_t length, Address from) const {
    auto it = live.lower_bound(from);
    // The block before may reach beyond.
    if (it != live.begin()) {
        from = std::max(from, std::prev(it)->second.regionEnd + PAGE);
    }
    for (; it != live.end() && from + length > it->second.regionBegin; ++it) {
        from = std::max(from, it->second.regionEnd + PAGE);
    }
    return from + length <= end ? from : 0;
}

Address Heap::allocate(size_t bytes, Context *context) {
    if (base == 0) {
        void *p = mmap(nullptr, RESERVED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p == MAP_FAILED) {
            return 0;
        }
        base = cursor = reinterpret_cast<Address>(p);
        end = base + RESERVED;
    }
    size_t data = roundUp(bytes, ZONE);
    size_t region = roundUp(data + ZONE, PAGE);
    Address begin = gap(region + PAGE, cursor);
    if (begin == 0) {
        begin = gap(region + PAGE, base);
    }
    if (begin == 0 || mprotect(pointer(begin), region, PROT_READ | PROT_WRITE) != 0) {
        return 0;
    }
    cursor = begin + region + PAGE;
    Address address = begin + region - data;
    memset(pointer(begin), GUARD, address - begin);
    memset(pointer(address), NEW, bytes);
    memset(pointer(address + bytes), GUARD, data - bytes);
    live[address] = Block{address, bytes, context, begin, begin + region};
    return address;
}

void Heap::free(Address address) {
    const Block block = live.at(address);
    size_t region = block.regionEnd - block.regionBegin;
    madvise(pointer(block.regionBegin), region, MADV_DONTNEED);
    mprotect(pointer(block.regionBegin), region, PROT_NONE);
    live.erase(address);
    freed[address] = block.bytes;
    if (freed.size() > REMEMBERED) {
        freed.erase(freed.begin());
    }
}

const Block *Heap::find(Address address) const {
    auto it = live.upper_bound(address);
    if (it == live.begin()) {
        return nullptr;
    }
    const Block &b = std::prev(it)->second;
    return address <= b.address + b.bytes ? &b : nullptr;
}

bool Heap::damaged(const Block &b) const {
    return !isGuard(std::max(b.regionBegin, b.address - ZONE), b.address) || !isGuard(b.address + b.bytes, b.regionEnd);
}

void Heap::repair(const Block &b) {
    memset(pointer(b.regionBegin), GUARD, b.address - b.regionBegin);
    memset(pointer(b.address + b.bytes), GUARD, b.regionEnd - b.address - b.bytes);
}

bool Heap::contains(Address address) const {
    return address >= base && address < end;
}

std::string Heap::describe(Address address) const {
    char text[200];
    auto it = live.upper_bound(address);
    if (it != live.begin()) {
        const Block &b = std::prev(it)->second;
        if (address < b.regionEnd + PAGE) {
            long long past = (long long)(address - (b.address + b.bytes));
            snprintf(text, sizeof text, "%lld bytes %s the end of an allocation of %zu bytes", past < 0 ? -past : past,
                     past < 0 ? "before" : "past", b.bytes);
            return text;
        }
    }
    if (it != live.end() && address >= it->second.regionBegin) {
        snprintf(text, sizeof text, "%llu bytes before an allocation of %zu bytes",
                 (unsigned long long)(it->first - address), it->second.bytes);
        return text;
    }
    auto old = freed.upper_bound(address);
    if (old != freed.begin() && address < std::prev(old)->first + std::prev(old)->second) {
        snprintf(text, sizeof text, "in an allocation of %zu bytes that was freed", std::prev(old)->second);
        return text;
    }
    return contains(address) ? "in memory that is not allocated" : "not an address of device memory";
}

}  // namespace simt
