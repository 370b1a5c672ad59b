// Device memory: a reserved range of addresses of which only live allocations can be accessed.
//
// An allocation ends where its last page ends, so that what reads or writes past it faults at once; the bytes before
// it, and those up to the next multiple of 256 after it, are a guard zone whose writes are found later. Freed
// addresses are not given out again before the whole range was, and fault until then.
#pragma once

#include <map>
#include <string>

#include "driver.h"

#pragma GCC visibility push(hidden)
namespace simt {

struct Block {
    Address address;
    size_t bytes;
    Context *context;
    Address regionBegin;  // whole pages
    Address regionEnd;    // ... then a page that is never accessible
};

class Heap {
public:
    // 0 if the machine has no more.
    Address allocate(size_t bytes, Context *context);
    void free(Address address);
    // The live block whose bytes an address is in, or ends; or null.
    const Block *find(Address address) const;
    bool damaged(const Block &block) const;
    // Makes the guard zones of a block as they were.
    void repair(const Block &block);
    bool contains(Address address) const;
    std::string describe(Address address) const;

    const std::map<Address, Block> &blocks() const {
        return live;
    }

private:
    Address gap(size_t length, Address from) const;

    Address base = 0;
    Address end = 0;
    Address cursor = 0;
    std::map<Address, Block> live;
    std::map<Address, size_t> freed;  // for messages
};

}  // namespace simt
#pragma GCC visibility pop
