// Launches of kernels.
#include <string.h>

#include <algorithm>

#include "driver.h"
#include "ptx.h"

namespace simt {

namespace {

const size_t UNVERIFIED = 16;

Result checkConfiguration(const Function &f, const unsigned *grid, const unsigned *block, unsigned shared) {
    uint64_t threads = uint64_t(block[0]) * block[1] * block[2];
    std::string wrong;
    if (threads == 0 || grid[0] == 0 || grid[1] == 0 || grid[2] == 0) {
        wrong = "an empty grid or block";
    } else if (block[0] > 1024 || block[1] > 1024 || block[2] > 64 || threads > uint64_t(f.maxThreads)) {
        wrong = "blocks of " + std::to_string(threads) + " threads, at most " + std::to_string(f.maxThreads)
            + " are allowed";
    } else if (grid[0] > 0x7fffffff || grid[1] > 65535 || grid[2] > 65535) {
        wrong = "too large a grid";
    } else if (shared > unsigned(f.maxDynamicShared)) {
        wrong = std::to_string(shared) + " bytes of dynamic shared memory, at most "
            + std::to_string(f.maxDynamicShared) + " are allowed";
    } else if (f.interpreted) {
        uint64_t required = uint64_t(ptx::signature(*f.interpreted).requiredThreads);
        if (required != 0 && threads != required) {
            wrong = "blocks of " + std::to_string(threads) + " threads instead of " + std::to_string(required);
        }
    }
    if (wrong.empty()) {
        return SUCCESS;
    }
    report("launch of kernel " + f.name + " with " + wrong);
    return INVALID_VALUE;
}

// Calls a function with every number among the arguments that may be a pointer.
template <class F>
void eachPointer(const KernelCall &call, F f) {
    for (const std::vector<char> &argument : call.arguments) {
        for (size_t at = 0; at + sizeof(Address) <= argument.size(); at += sizeof(Address)) {
            Address a;
            memcpy(&a, argument.data() + at, sizeof a);
            f(a);
        }
    }
}

bool usesOtherDevice(Context *c, const KernelCall &call) {
    bool found = false;
    eachPointer(call, [&](Address a) {
        Range range;
        for (int device = 0; device < DEVICES && !found; device++) {
            if (device != c->device && accessible(device, a, &range) && !accessible(c->device, a, &range)) {
                report("kernel " + call.function->name + " runs on device " + std::to_string(c->device)
                       + " and gets a pointer " + describeAddress(a));
                found = true;
            }
        }
    });
    return found;
}

Result execute(Context *c, const KernelCall &call) {
    std::vector<void *> arguments;
    for (const std::vector<char> &argument : call.arguments) {
        arguments.push_back(const_cast<char *>(argument.data()));
    }
    const Function &f = *call.function;
    std::string message;
    Result result = SUCCESS;
    if (call.program) {
        ptx::Launch launch{c->device, call.grid, call.block, arguments.data(), driver.order, driver.strict};
        result = ptx::run(*call.program, launch, &message);
    } else {
        SimtLaunch launch{{call.grid[0], call.grid[1], call.grid[2]},
                          {call.block[0], call.block[1], call.block[2]},
                          call.shared,
                          driver.order,
                          driver.strict,
                          arguments.data()};
        if (const char *wrong = f.compiled(&launch)) {
            message = wrong;
            result = LAUNCH_FAILED;
        }
    }
    if (result != SUCCESS) {
        report("kernel " + f.name + ": " + message);
    }
    return result;
}

}  // namespace

std::shared_ptr<Function> findFunction(const void *handle) {
    auto it = driver.functions.find(handle);
    return it == driver.functions.end() ? nullptr : it->second;
}

std::shared_ptr<KernelCall> prepareLaunch(
    Context *c, void *function, const unsigned *grid, const unsigned *block, unsigned shared, void **arguments,
    Result *result) {
    auto call = std::make_shared<KernelCall>();
    call->function = findFunction(function);
    if (!call->function || call->function->context != c) {
        *result = INVALID_HANDLE;
        return nullptr;
    }
    const Function &f = *call->function;
    *result = checkConfiguration(f, grid, block, shared);
    if (*result == SUCCESS && !arguments && !f.sizes.empty()) {
        *result = INVALID_VALUE;
    }
    if (*result != SUCCESS) {
        return nullptr;
    }
    for (auto &program : f.module->programs) {
        if (program.get() == f.interpreted) {
            call->program = program;
        }
    }
    std::copy_n(grid, 3, call->grid);
    std::copy_n(block, 3, call->block);
    call->shared = shared;
    for (size_t i = 0; i < f.sizes.size(); i++) {
        const char *from = static_cast<const char *>(arguments[i]);
        call->arguments.emplace_back(from, from + f.sizes[i]);
    }
    return call;
}

Result runKernel(Context *c, const KernelCall &call) {
    const std::string &name = call.function->name;
    if (!call.function->module) {
        report("kernel " + name + " runs in a graph after its module was unloaded");
        return LAUNCH_FAILED;
    }
    if (usesOtherDevice(c, call)) {
        return ILLEGAL_ADDRESS;
    }
    driver.kernelsExecuted++;
    c->unchecked = true;
    if (c->unverified.size() < UNVERIFIED
        && std::find(c->unverified.begin(), c->unverified.end(), name) == c->unverified.end()) {
        c->unverified.push_back(name);
    }
    Result result = guarded("kernel " + name, [&] { return execute(c, call); });
    if (result != SUCCESS) {
        return result;
    }
    // Guard zones around what the kernel was given are looked at now, so that it is known which kernel wrote there.
    eachPointer(call, [&](Address a) {
        std::string what;
        if (damaged(a, &what)) {
            report("kernel " + name + " wrote " + what);
            result = ILLEGAL_ADDRESS;
        }
    });
    return result;
}

API(cuLaunchKernel)(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
                    unsigned blockZ, unsigned shared, void *stream, void **arguments, void **extra) {
    ENTER("cuLaunchKernel", HEALTHY);
    Context *c = call.context;
    Stream *s = findStream(c, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    if (extra) {
        return NOT_SUPPORTED;
    }
    unsigned grid[] = {gridX, gridY, gridZ};
    unsigned block[] = {blockX, blockY, blockZ};
    Result result;
    std::shared_ptr<KernelCall> kernel = prepareLaunch(c, function, grid, block, shared, arguments, &result);
    return kernel ? submit(c, s, NodeType::KERNEL, [c, kernel] { return runKernel(c, *kernel); }) : result;
}

}  // namespace simt

// For libcublas.so.12, whose work is kernels like any other: submits it to a stream of the current context. The
// ranges of memory that it accesses are checked when it runs.
extern "C" __attribute__((visibility("default"))) int simt_submit(
    const char *name, void *stream, const uintptr_t *ranges, size_t count, const std::function<void()> *work) {
    using namespace simt;
    ENTER(name, HEALTHY);
    Context *c = call.context;
    Stream *s = findStream(c, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    std::vector<uintptr_t> where(ranges, ranges + 2 * count);
    std::function<void()> run = *work;
    std::string what = name;
    return submit(c, s, NodeType::KERNEL, [=] {
        for (size_t i = 0; i < where.size(); i += 2) {
            Range range;
            if (!accessible(c->device, where[i], &range) || where[i + 1] > range.end - where[i]) {
                report(what + " accesses " + std::to_string(where[i + 1]) + " bytes from an address "
                       + describeAddress(where[i]));
                return ILLEGAL_ADDRESS;
            }
        }
        driver.kernelsExecuted++;
        run();
        return SUCCESS;
    });
}
