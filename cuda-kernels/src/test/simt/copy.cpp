// Copies and fills of memory.
#include <stdio.h>
#include <string.h>

#include "driver.h"

namespace simt {

namespace {

enum class Side { HOST, DEVICE };

// Whether an address range can be a side of a copy: device memory lies within one allocation, on whichever device.
bool valid(Side side, Address address, size_t bytes) {
    if (side == Side::HOST) {
        return address != 0;
    }
    Range range;
    for (int device = 0; device < DEVICES; device++) {
        if (accessible(device, address, &range) && bytes <= range.end - address) {
            return true;
        }
    }
    report("a copy or fill of " + std::to_string(bytes) + " bytes at an address " + describeAddress(address));
    return false;
}

void move(Address to, Address from, size_t bytes) {
    memmove(reinterpret_cast<void *>(to), reinterpret_cast<const void *>(from), bytes);
}

struct Copy {
    Address to;
    Side toSide;
    Address from;
    Side fromSide;
    size_t bytes;

    bool valid() const {
        return simt::valid(toSide, to, bytes) && simt::valid(fromSide, from, bytes);
    }

    // Memory of the host that may be gone or changed once the call returns.
    bool pageable() const {
        return (toSide == Side::HOST && !pinned(to, bytes)) || (fromSide == Side::HOST && !pinned(from, bytes));
    }

    Work work() const {
        Copy copy = *this;
        return [copy] {
            // Checked again: a graph may outlive what it copies.
            if (!copy.valid()) {
                return ILLEGAL_ADDRESS;
            }
            return guarded("a copy", [copy] {
                move(copy.to, copy.from, copy.bytes);
                return SUCCESS;
            });
        };
    }
};

// Enqueues a copy, and waits for it unless it is asynchronous.
Result submitCopy(Context *c, void *stream, const Copy &copy, bool wait) {
    Stream *s = findStream(c, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    if (copy.bytes == 0) {
        return SUCCESS;
    }
    if (!copy.valid()) {
        return INVALID_VALUE;
    }
    bool pageable = copy.pageable();
    if (s->capture && pageable) {
        // Its contents may be gone when the graph runs.
        report("a copy of host memory that is not pinned, in a capturing stream");
        invalidate(s->capture);
        return CAPTURE_UNSUPPORTED;
    }
    Result result = submit(c, s, NodeType::MEMCPY, copy.work());
    return result == SUCCESS && !s->capture && (wait || pageable) ? synchronise(c) : result;
}

template <class T>
Result fill(Context *c, void *stream, Address address, T value, size_t count, bool wait) {
    Stream *s = findStream(c, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    if (count == 0) {
        return SUCCESS;
    }
    if (address % sizeof(T) != 0 || !valid(Side::DEVICE, address, count * sizeof(T))) {
        return INVALID_VALUE;
    }
    Result result = submit(c, s, NodeType::MEMSET, [=] {
        if (!valid(Side::DEVICE, address, count * sizeof(T))) {
            return ILLEGAL_ADDRESS;
        }
        std::fill_n(reinterpret_cast<T *>(address), count, value);
        return SUCCESS;
    });
    return result == SUCCESS && wait ? synchronise(c) : result;
}

Address address(const void *p) {
    return reinterpret_cast<Address>(p);
}

Side sideOf(Address a) {
    Range range;
    bool device = accessible(0, a, &range) || accessible(1, a, &range);
    return device && !pinned(a, 1) ? Side::DEVICE : Side::HOST;
}

}  // namespace

API(cuMemcpyHtoD_v2)(Address to, const void *from, size_t bytes) {
    ENTER("cuMemcpyHtoD", HEALTHY | UNSAFE);
    return submitCopy(call.context, nullptr, {to, Side::DEVICE, address(from), Side::HOST, bytes}, true);
}

API(cuMemcpyDtoH_v2)(void *to, Address from, size_t bytes) {
    ENTER("cuMemcpyDtoH", HEALTHY | UNSAFE);
    return submitCopy(call.context, nullptr, {address(to), Side::HOST, from, Side::DEVICE, bytes}, true);
}

API(cuMemcpyDtoD_v2)(Address to, Address from, size_t bytes) {
    ENTER("cuMemcpyDtoD", HEALTHY | UNSAFE);
    return submitCopy(call.context, nullptr, {to, Side::DEVICE, from, Side::DEVICE, bytes}, true);
}

API(cuMemcpy)(Address to, Address from, size_t bytes) {
    ENTER("cuMemcpy", HEALTHY | UNSAFE);
    return submitCopy(call.context, nullptr, {to, sideOf(to), from, sideOf(from), bytes}, true);
}

API(cuMemcpyHtoDAsync_v2)(Address to, const void *from, size_t bytes, void *stream) {
    ENTER("cuMemcpyHtoDAsync", HEALTHY);
    return submitCopy(call.context, stream, {to, Side::DEVICE, address(from), Side::HOST, bytes}, false);
}

API(cuMemcpyDtoHAsync_v2)(void *to, Address from, size_t bytes, void *stream) {
    ENTER("cuMemcpyDtoHAsync", HEALTHY);
    return submitCopy(call.context, stream, {address(to), Side::HOST, from, Side::DEVICE, bytes}, false);
}

API(cuMemcpyDtoDAsync_v2)(Address to, Address from, size_t bytes, void *stream) {
    ENTER("cuMemcpyDtoDAsync", HEALTHY);
    return submitCopy(call.context, stream, {to, Side::DEVICE, from, Side::DEVICE, bytes}, false);
}

API(cuMemcpyAsync)(Address to, Address from, size_t bytes, void *stream) {
    ENTER("cuMemcpyAsync", HEALTHY);
    return submitCopy(call.context, stream, {to, sideOf(to), from, sideOf(from), bytes}, false);
}

API(cuMemcpyPeer)(Address to, void *toContext, Address from, void *fromContext, size_t bytes) {
    ENTER("cuMemcpyPeer", HEALTHY | UNSAFE);
    if (!findContext(toContext) || !findContext(fromContext)) {
        return INVALID_CONTEXT;
    }
    return submitCopy(call.context, nullptr, {to, Side::DEVICE, from, Side::DEVICE, bytes}, true);
}

API(cuMemsetD8_v2)(Address address, unsigned char value, size_t count) {
    ENTER("cuMemsetD8", HEALTHY | UNSAFE);
    return fill(call.context, nullptr, address, value, count, true);
}

API(cuMemsetD16_v2)(Address address, unsigned short value, size_t count) {
    ENTER("cuMemsetD16", HEALTHY | UNSAFE);
    return fill(call.context, nullptr, address, value, count, true);
}

API(cuMemsetD32_v2)(Address address, unsigned value, size_t count) {
    ENTER("cuMemsetD32", HEALTHY | UNSAFE);
    return fill(call.context, nullptr, address, value, count, true);
}

API(cuMemsetD8Async)(Address address, unsigned char value, size_t count, void *stream) {
    ENTER("cuMemsetD8Async", HEALTHY);
    return fill(call.context, stream, address, value, count, false);
}

API(cuMemsetD16Async)(Address address, unsigned short value, size_t count, void *stream) {
    ENTER("cuMemsetD16Async", HEALTHY);
    return fill(call.context, stream, address, value, count, false);
}

API(cuMemsetD32Async)(Address address, unsigned value, size_t count, void *stream) {
    ENTER("cuMemsetD32Async", HEALTHY);
    return fill(call.context, stream, address, value, count, false);
}

}  // namespace simt
