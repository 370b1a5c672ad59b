// Commands to the executor, given as the text of a module, and counters, given as attributes of a device: both reach it
// through JCuda's own calls.
//
//     simt: fail cuMemAlloc 3 2    the third call of cuMemAlloc from now on returns 2, once (names without _v2)
//     simt: order 7                order of blocks and threads: 0 ascending, 1 descending, else a permutation
//     simt: memory 1000000         bytes that each device has
//     simt: strict 0               threads that have returned do not count at barriers, as a device has it since Volta
//     simt: lazy 1                 work runs when something waits for it
//     simt: multiprocessors 108    what the attribute of that name says
//     simt: capability 75          compute capability of all devices, 80 by default: texts for later ones are refused
//     simt: limit 1000             instructions of generated PTX up to a barrier, more are an endless loop
//     simt: quiet 1                reports are kept but not printed
//     simt: reset                  forgets errors of contexts, calls that are to fail and the last report; options are
//                                  as they were
#include <sstream>

#include "driver.h"

namespace simt {

namespace {

// By number from 10001 on; those of memory are of the device that is asked, the others of all.
enum Counter {
    LIVE_ALLOCATIONS = 10001,
    LIVE_BYTES,
    LIVE_HOST_ALLOCATIONS,
    LIVE_MODULES,
    LIVE_STREAMS,
    LIVE_EVENTS,
    LIVE_GRAPHS,
    LIVE_EXECUTABLES,
    KERNELS_EXECUTED,
    ALLOCATION_CALLS,
    GRAPHS_LAUNCHED,
    LAUNCH_CALLS,
    SYNCHRONISATIONS,
    LEAKS,  // allocations, streams, events, modules and executable graphs that the end of a context freed
};

void reset() {
    flush();
    auto heal = [](Context *c) {
        synchronise(c);
        c->pending = c->sticky = SUCCESS;
    };
    for (Context &c : driver.primary) {
        heal(&c);
    }
    driver.contexts.each(heal);
    const Driver fresh;
    driver.injections.clear();
    driver.lastReport.clear();
    driver.order = fresh.order;
    driver.strict = fresh.strict;
    driver.lazy = fresh.lazy;
    driver.quiet = fresh.quiet;
    driver.multiprocessors = fresh.multiprocessors;
    driver.capability = fresh.capability;
    driver.instructionLimit = fresh.instructionLimit;
    for (int i = 0; i < DEVICES; i++) {
        driver.devices[i].total = fresh.devices[i].total;
    }
}

}  // namespace

Result control(const std::string &text) {
    std::istringstream words(text);
    std::string command;
    words >> command;
    if (command == "reset") {
        reset();
        return SUCCESS;
    }
    if (command == "fail") {
        Injection injection;
        if (words >> injection.function >> injection.countdown >> injection.code && injection.countdown > 0) {
            driver.injections.push_back(injection);
            return SUCCESS;
        }
    }
    unsigned long long number;
    if (command != "fail" && words >> number) {
        if (command == "order") {
            driver.order = unsigned(number);
            return SUCCESS;
        }
        if (command == "memory") {
            for (Device &d : driver.devices) {
                d.total = number;
            }
            return SUCCESS;
        }
        if (command == "strict") {
            driver.strict = number != 0;
            return SUCCESS;
        }
        if (command == "lazy") {
            flush();
            driver.lazy = number != 0;
            return SUCCESS;
        }
        if (command == "multiprocessors") {
            driver.multiprocessors = int(number);
            return SUCCESS;
        }
        if (command == "capability") {
            driver.capability = int(number);
            return SUCCESS;
        }
        if (command == "limit") {
            driver.instructionLimit = (long long)number;
            return SUCCESS;
        }
        if (command == "quiet") {
            driver.quiet = number != 0;
            return SUCCESS;
        }
    }
    report("not a command: " + text);
    return INVALID_VALUE;
}

bool counter(int number, int device, int *value) {
    const Device &d = driver.devices[device];
    switch (number) {
        case LIVE_ALLOCATIONS: *value = d.allocations; return true;
        case LIVE_BYTES: *value = int(std::min<size_t>(d.used, 0x7fffffff)); return true;
        case LIVE_HOST_ALLOCATIONS: *value = hostAllocations(); return true;
        case LIVE_MODULES: *value = driver.modules.size(); return true;
        case LIVE_STREAMS: *value = driver.streams.size(); return true;
        case LIVE_EVENTS: *value = driver.events.size(); return true;
        case LIVE_GRAPHS: *value = driver.graphs.size(); return true;
        case LIVE_EXECUTABLES: *value = driver.executables.size(); return true;
        case KERNELS_EXECUTED: *value = driver.kernelsExecuted; return true;
        case ALLOCATION_CALLS: *value = driver.calls["cuMemAlloc"]; return true;
        case GRAPHS_LAUNCHED: *value = driver.graphsLaunched; return true;
        case LAUNCH_CALLS: *value = driver.calls["cuLaunchKernel"]; return true;
        case SYNCHRONISATIONS: *value = driver.synchronisations; return true;
        case LEAKS: *value = driver.leaks; return true;
        default: return false;
    }
}

}  // namespace simt
