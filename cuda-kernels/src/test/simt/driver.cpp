// Entering calls, and reports.
#include "driver.h"

#include <stdio.h>
#include <stdlib.h>

namespace simt {

Driver driver;

Driver::Driver() {
    auto option = [](const char *name, int standard) {
        const char *text = getenv(name);
        return text ? atoi(text) : standard;
    };
    order = unsigned(option("SIMT_ORDER", 0));
    strict = option("SIMT_STRICT", 1) != 0;
    lazy = option("SIMT_LAZY", 0) != 0;
}

void report(const std::string &text) {
    driver.lastReport = text;
    if (!driver.quiet) {
        fprintf(stderr, "simt: %s\n", text.c_str());
    }
}

Call::Call(const char *function, unsigned needs) : result(SUCCESS), lock(driver.mutex) {
    driver.calls[function]++;
    for (auto it = driver.injections.begin(); it != driver.injections.end(); ++it) {
        if (it->function == function && --it->countdown == 0) {
            result = Result(it->code);
            driver.injections.erase(it);
            return;
        }
    }
    if ((needs & INITIALISED) && !driver.initialised) {
        result = NOT_INITIALIZED;
        return;
    }
    context = currentContext();
    if ((needs & CURRENT) == CURRENT) {
        if (!context) {
            result = INVALID_CONTEXT;
            return;
        }
        if (!context->alive) {
            result = CONTEXT_IS_DESTROYED;
            return;
        }
    }
    if ((needs & HEALTHY) == HEALTHY && context->sticky != SUCCESS) {
        result = context->sticky;
        return;
    }
    if (needs & UNSAFE) {
        result = checkUnsafe(function);
    }
}

}  // namespace simt
