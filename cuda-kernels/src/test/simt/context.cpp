// Initialisation, devices and contexts.
#include <stdio.h>
#include <string.h>

#include "driver.h"

namespace simt {

namespace {

thread_local std::vector<Context *> stack;

bool isDevice(int device) {
    return device >= 0 && device < DEVICES;
}

void destroy(Context *c) {
    flush();
    int leaks = 0;
    auto mine = [&](auto &object) {
        bool is = object.context == c;
        leaks += is;
        return is;
    };
    driver.streams.each([&](Stream *s) {
        if (s->context == c && s->capture) {
            forgetCapture(s->capture);
        }
    });
    driver.events.removeIf(mine);
    driver.streams.removeIf(mine);
    driver.executables.removeIf(mine);
    std::vector<Module *> modules;
    driver.modules.each([&](Module *m) {
        if (m->context == c) {
            modules.push_back(m);
        }
    });
    for (Module *m : modules) {
        unload(m);
        leaks++;
    }
    leaks += driver.devices[c->device].allocations;
    freeAll(c);
    leaks -= driver.devices[c->device].allocations;
    driver.leaks += leaks;
    c->alive = false;
    c->references = 0;
    c->pending = c->sticky = SUCCESS;
    c->unchecked = false;
    c->unverified.clear();
}

}  // namespace

Context *currentContext() {
    return stack.empty() ? nullptr : stack.back();
}

Context *findContext(const void *handle) {
    for (Context &c : driver.primary) {
        if (&c == handle) {
            return &c;
        }
    }
    return driver.contexts.find(handle);
}

API(cuInit)(unsigned flags) {
    ENTER("cuInit", NOTHING);
    if (flags != 0) {
        return INVALID_VALUE;
    }
    driver.initialised = true;
    return SUCCESS;
}

API(cuDriverGetVersion)(int *version) {
    ENTER("cuDriverGetVersion", NOTHING);
    *version = 12060;
    return SUCCESS;
}

API(cuDevicePrimaryCtxRetain)(void **context, int device) {
    ENTER("cuDevicePrimaryCtxRetain", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    Context &c = driver.primary[device];
    c.references++;
    c.alive = true;
    *context = &c;
    return SUCCESS;
}

API(cuDevicePrimaryCtxRelease_v2)(int device) {
    ENTER("cuDevicePrimaryCtxRelease", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    Context &c = driver.primary[device];
    if (c.references == 0) {
        return INVALID_CONTEXT;
    }
    if (--c.references == 0) {
        destroy(&c);
    }
    return SUCCESS;
}

API(cuDevicePrimaryCtxReset_v2)(int device) {
    ENTER("cuDevicePrimaryCtxReset", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    destroy(&driver.primary[device]);
    return SUCCESS;
}

API(cuDevicePrimaryCtxGetState)(int device, unsigned *flags, int *active) {
    ENTER("cuDevicePrimaryCtxGetState", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    *flags = unsigned(driver.primary[device].flags);
    *active = driver.primary[device].alive;
    return SUCCESS;
}

API(cuDevicePrimaryCtxSetFlags_v2)(int device, unsigned flags) {
    ENTER("cuDevicePrimaryCtxSetFlags", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    driver.primary[device].flags = int(flags);
    return SUCCESS;
}

API(cuCtxCreate_v2)(void **context, unsigned flags, int device) {
    ENTER("cuCtxCreate", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    auto c = std::make_unique<Context>(device, false);
    c->alive = true;
    c->flags = int(flags);
    *context = driver.contexts.add(std::move(c));
    stack.push_back(static_cast<Context *>(*context));
    return SUCCESS;
}

// The object stays, so that a thread where it is current can be told.
API(cuCtxDestroy_v2)(void *context) {
    ENTER("cuCtxDestroy", INITIALISED);
    Context *c = driver.contexts.find(context);
    if (!c || !c->alive) {
        return INVALID_CONTEXT;
    }
    destroy(c);
    if (!stack.empty() && stack.back() == c) {
        stack.pop_back();
    }
    return SUCCESS;
}

API(cuCtxSetCurrent)(void *context) {
    ENTER("cuCtxSetCurrent", INITIALISED);
    Context *c = findContext(context);
    if (context && (!c || !c->alive)) {
        return INVALID_CONTEXT;
    }
    if (!stack.empty()) {
        stack.pop_back();
    }
    if (c) {
        stack.push_back(c);
    }
    return SUCCESS;
}

API(cuCtxGetCurrent)(void **context) {
    ENTER("cuCtxGetCurrent", INITIALISED);
    *context = call.context;
    return SUCCESS;
}

API(cuCtxPushCurrent_v2)(void *context) {
    ENTER("cuCtxPushCurrent", INITIALISED);
    Context *c = findContext(context);
    if (!c || !c->alive) {
        return INVALID_CONTEXT;
    }
    stack.push_back(c);
    return SUCCESS;
}

API(cuCtxPopCurrent_v2)(void **context) {
    ENTER("cuCtxPopCurrent", INITIALISED);
    if (stack.empty()) {
        return INVALID_CONTEXT;
    }
    if (context) {
        *context = stack.back();
    }
    stack.pop_back();
    return SUCCESS;
}

API(cuCtxGetDevice)(int *device) {
    ENTER("cuCtxGetDevice", CURRENT);
    *device = call.context->device;
    return SUCCESS;
}

API(cuCtxGetFlags)(unsigned *flags) {
    ENTER("cuCtxGetFlags", CURRENT);
    *flags = unsigned(call.context->flags);
    return SUCCESS;
}

API(cuCtxGetApiVersion)(void *context, unsigned *version) {
    ENTER("cuCtxGetApiVersion", INITIALISED);
    if (context && !findContext(context)) {
        return INVALID_CONTEXT;
    }
    *version = 12060;
    return SUCCESS;
}

API(cuCtxGetStreamPriorityRange)(int *least, int *greatest) {
    ENTER("cuCtxGetStreamPriorityRange", CURRENT);
    *least = 0;
    *greatest = -5;
    return SUCCESS;
}

API(cuCtxSynchronize)() {
    ENTER("cuCtxSynchronize", HEALTHY | UNSAFE);
    return synchronise(call.context);
}

}  // namespace simt
