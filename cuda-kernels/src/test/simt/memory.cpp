// Allocation of device memory and of pinned host memory.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "heap.h"

namespace simt {

namespace {

struct HostRange {
    size_t bytes;
    size_t mapped;  // 0 if it was registered, and belongs to the caller
    unsigned flags;
};

Heap heap;
std::map<Address, HostRange> host;

const HostRange *findHost(Address address, Address *begin) {
    auto it = host.upper_bound(address);
    if (it == host.begin()) {
        return nullptr;
    }
    --it;
    *begin = it->first;
    return address < it->first + it->second.bytes ? &it->second : nullptr;
}

// Found damage is told once.
bool damagedBlock(const Block &b, std::string *what) {
    if (!heap.damaged(b)) {
        return false;
    }
    *what = "outside of an allocation of " + std::to_string(b.bytes) + " bytes";
    heap.repair(b);
    return true;
}

Result allocate(Context *c, Address *address, size_t bytes) {
    if (!address || bytes == 0) {
        return INVALID_VALUE;
    }
    Device &device = driver.devices[c->device];
    if (bytes > device.total || device.used > device.total - bytes) {
        return OUT_OF_MEMORY;
    }
    Address a = heap.allocate(bytes, c);
    if (a == 0) {
        return OUT_OF_MEMORY;
    }
    device.used += bytes;
    device.allocations++;
    *address = a;
    return SUCCESS;
}

Result release(Context *c, Address address) {
    if (address == 0) {
        return SUCCESS;
    }
    // Waits for the device, as there.
    Result result = synchronise(c);
    auto it = heap.blocks().find(address);
    if (it == heap.blocks().end()) {
        report("cuMemFree of an address that is " + heap.describe(address));
        return INVALID_VALUE;
    }
    Device &device = driver.devices[it->second.context->device];
    device.used -= it->second.bytes;
    device.allocations--;
    heap.free(address);
    return result;
}

Result allocateHost(void **pointer, size_t bytes, unsigned flags) {
    if (!pointer || bytes == 0) {
        return INVALID_VALUE;
    }
    const size_t page = 4096;
    size_t mapped = (bytes + page - 1) / page * page + page;
    void *p = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        return OUT_OF_MEMORY;
    }
    // The last page catches what goes past the end.
    mprotect(static_cast<char *>(p) + mapped - page, page, PROT_NONE);
    memset(p, 0xff, bytes);
    host[reinterpret_cast<Address>(p)] = HostRange{bytes, mapped, flags};
    *pointer = p;
    return SUCCESS;
}

}  // namespace

bool accessible(int device, Address address, Range *range) {
    const Block *b = heap.find(address);
    if (b && b->context->device == device && address < b->address + b->bytes) {
        *range = {b->address, b->address + b->bytes};
        return true;
    }
    Address begin;
    const HostRange *h = findHost(address, &begin);
    if (h) {
        *range = {begin, begin + h->bytes};
    }
    return h != nullptr;
}

bool pinned(Address address, size_t bytes) {
    Address begin;
    const HostRange *h = findHost(address, &begin);
    return h && bytes <= begin + h->bytes - address;
}

std::string describeAddress(Address address) {
    const Block *b = heap.find(address);
    if (b && address < b->address + b->bytes) {
        return "in an allocation of " + std::to_string(b->bytes) + " bytes on device "
            + std::to_string(b->context->device);
    }
    return heap.describe(address);
}

bool damaged(Address address, std::string *what) {
    const Block *b = heap.find(address);
    return b && damagedBlock(*b, what);
}

bool anyDamaged(std::string *what) {
    for (auto &entry : heap.blocks()) {
        if (damagedBlock(entry.second, what)) {
            return true;
        }
    }
    return false;
}

void freeAll(Context *c) {
    std::vector<Address> mine;
    for (auto &entry : heap.blocks()) {
        if (entry.second.context == c) {
            mine.push_back(entry.first);
            driver.devices[c->device].used -= entry.second.bytes;
            driver.devices[c->device].allocations--;
        }
    }
    for (Address a : mine) {
        heap.free(a);
    }
}

int hostAllocations() {
    int count = 0;
    for (auto &entry : host) {
        count += entry.second.mapped != 0;
    }
    return count;
}

API(cuMemGetInfo_v2)(size_t *free, size_t *total) {
    ENTER("cuMemGetInfo", HEALTHY);
    const Device &d = driver.devices[call.context->device];
    *total = d.total;
    *free = d.total - d.used;
    return SUCCESS;
}

API(cuMemAlloc_v2)(Address *address, size_t bytes) {
    ENTER("cuMemAlloc", HEALTHY | UNSAFE);
    return allocate(call.context, address, bytes);
}

// Memory is freed also where an error of a kernel is returned.
API(cuMemFree_v2)(Address address) {
    ENTER("cuMemFree", CURRENT | UNSAFE);
    return release(call.context, address);
}

API(cuMemAllocAsync)(Address *address, size_t bytes, void *stream) {
    ENTER("cuMemAllocAsync", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    return s->capture ? NOT_SUPPORTED : allocate(call.context, address, bytes);
}

API(cuMemFreeAsync)(Address address, void *stream) {
    ENTER("cuMemFreeAsync", CURRENT);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    return s->capture ? NOT_SUPPORTED : release(call.context, address);
}

API(cuMemGetAddressRange_v2)(Address *begin, size_t *bytes, Address address) {
    ENTER("cuMemGetAddressRange", HEALTHY);
    const Block *b = heap.find(address);
    if (!b) {
        return NOT_FOUND;
    }
    if (begin) {
        *begin = b->address;
    }
    if (bytes) {
        *bytes = b->bytes;
    }
    return SUCCESS;
}

API(cuMemHostAlloc)(void **pointer, size_t bytes, unsigned flags) {
    ENTER("cuMemHostAlloc", HEALTHY | UNSAFE);
    return allocateHost(pointer, bytes, flags);
}

API(cuMemAllocHost_v2)(void **pointer, size_t bytes) {
    ENTER("cuMemAllocHost", HEALTHY | UNSAFE);
    return allocateHost(pointer, bytes, 0);
}

API(cuMemFreeHost)(void *pointer) {
    ENTER("cuMemFreeHost", CURRENT | UNSAFE);
    Result result = synchronise(call.context);
    auto it = host.find(reinterpret_cast<Address>(pointer));
    if (it == host.end() || it->second.mapped == 0) {
        return INVALID_VALUE;
    }
    munmap(pointer, it->second.mapped);
    host.erase(it);
    return result;
}

API(cuMemHostRegister_v2)(void *pointer, size_t bytes, unsigned flags) {
    ENTER("cuMemHostRegister", HEALTHY | UNSAFE);
    Address a = reinterpret_cast<Address>(pointer);
    Address begin;
    if (!pointer || bytes == 0) {
        return INVALID_VALUE;
    }
    if (findHost(a, &begin)) {
        return HOST_MEMORY_ALREADY_REGISTERED;
    }
    host[a] = HostRange{bytes, 0, flags};
    return SUCCESS;
}

API(cuMemHostUnregister)(void *pointer) {
    ENTER("cuMemHostUnregister", CURRENT | UNSAFE);
    Result result = synchronise(call.context);
    auto it = host.find(reinterpret_cast<Address>(pointer));
    if (it == host.end() || it->second.mapped != 0) {
        return HOST_MEMORY_NOT_REGISTERED;
    }
    host.erase(it);
    return result;
}

API(cuMemHostGetDevicePointer_v2)(Address *address, void *pointer, unsigned) {
    ENTER("cuMemHostGetDevicePointer", HEALTHY);
    *address = reinterpret_cast<Address>(pointer);
    return pinned(*address, 1) ? SUCCESS : INVALID_VALUE;
}

API(cuMemHostGetFlags)(unsigned *flags, void *pointer) {
    ENTER("cuMemHostGetFlags", HEALTHY);
    Address begin;
    const HostRange *h = findHost(reinterpret_cast<Address>(pointer), &begin);
    if (!h) {
        return INVALID_VALUE;
    }
    *flags = h->flags;
    return SUCCESS;
}

}  // namespace simt
