// Modules and functions. A module is a text of PTX: its kernels are looked for behind the mark of generated text,
// which is interpreted, and then in the library of kernels compiled by g++.
#include <ctype.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>

#include "driver.h"
#include "ptx.h"

namespace simt {

namespace {

const int MAX_SHARED = 163 << 10;

// The library lies beside this one.
void *openLibrary() {
    Dl_info info;
    if (!dladdr(reinterpret_cast<void *>(&driver), &info)) {
        return nullptr;
    }
    std::string path = info.dli_fname;
    path = path.substr(0, path.rfind('/') + 1) + "libkernels.so";
    void *library = dlopen(path.c_str(), RTLD_NOW);
    if (!library) {
        report(dlerror());
    }
    return library;
}

bool isName(char c) {
    return isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$';
}

// Where the declaration of an entry begins in a text; npos if it has none of the name.
size_t findEntry(const std::string &text, const std::string &name) {
    for (size_t at = text.find(".entry"); at != std::string::npos; at = text.find(".entry", at + 1)) {
        size_t begin = at + 6;
        while (begin < text.size() && isspace(static_cast<unsigned char>(text[begin]))) {
            begin++;
        }
        size_t end = begin + name.size();
        if (text.compare(begin, name.size(), name) == 0 && (end == text.size() || !isName(text[end]))) {
            return begin;
        }
    }
    return std::string::npos;
}

// The bound of __launch_bounds__: ".maxntid 256" or ".maxntid 256, 1, 1" before the body.
int boundOf(const std::string &text, size_t entry) {
    size_t body = text.find('{', entry);
    size_t at = text.find(".maxntid", entry);
    if (at == std::string::npos || at > body) {
        return 1024;
    }
    int threads = 1;
    const char *p = text.c_str() + at + 8;
    for (int i = 0; i < 3; i++) {
        char *end;
        threads *= int(strtol(p, &end, 10));
        p = end;
        if (*p != ',') {
            break;
        }
        p++;
    }
    return threads;
}

// The number in ".target sm_80".
int targetOf(const std::string &text) {
    size_t at = text.find("sm_", text.find(".target"));
    return at == std::string::npos ? 0 : int(strtol(text.c_str() + at + 3, nullptr, 10));
}

std::shared_ptr<Function> makeFunction(Module *m, const std::string &name) {
    auto f = std::make_shared<Function>();
    f->name = name;
    f->module = m;
    f->context = m->context;
    for (auto &program : m->programs) {
        const ptx::Signature &s = ptx::signature(*program);
        if (s.name == name) {
            f->interpreted = program.get();
            f->sizes = s.sizes;
            f->maxThreads = s.maxThreads;
            return f;
        }
    }
    size_t entry = findEntry(m->text, name);
    if (entry == std::string::npos) {
        return nullptr;
    }
    f->compiled = reinterpret_cast<SimtKernel *>(librarySymbol("simt_launch_" + name));
    auto sizes = reinterpret_cast<SimtSizes *>(librarySymbol("simt_sizes_" + name));
    if (!f->compiled || !sizes) {
        report("the PTX has the kernel " + name + ", the library built from .cu files has not");
        return nullptr;
    }
    for (const unsigned *size = sizes(); *size; size++) {
        f->sizes.push_back(*size);
    }
    f->maxThreads = boundOf(m->text, entry);
    return f;
}

// Options of loading that hand a message out: the log of errors and its size.
void writeLog(unsigned count, const int *options, void **values, const std::string &message) {
    const int errorLog = 5;
    const int errorLogBytes = 6;
    char *log = nullptr;
    size_t size = 0;
    void **sizeAt = nullptr;
    for (unsigned i = 0; i < count; i++) {
        if (options[i] == errorLog) {
            log = static_cast<char *>(values[i]);
        } else if (options[i] == errorLogBytes) {
            size = unsigned(reinterpret_cast<uintptr_t>(values[i]));
            sizeAt = &values[i];
        }
    }
    if (log && size > 0) {
        size_t n = std::min(message.size(), size - 1);
        memcpy(log, message.data(), n);
        log[n] = 0;
        *sizeAt = reinterpret_cast<void *>(n);
    }
}

Result load(Context *c, void **module, const char *image, unsigned count, const int *options, void **values) {
    auto m = std::make_unique<Module>();
    m->context = c;
    m->text = image;
    if (m->text.find(".version") == std::string::npos || m->text.find(".target") == std::string::npos) {
        report("a module that is no PTX: it has no .version and .target");
        return INVALID_IMAGE;
    }
    std::string error;
    int target = targetOf(m->text);
    if (target > driver.capability) {
        error = "SM version specified by .target sm_" + std::to_string(target) + " is higher than that of the device, sm_"
            + std::to_string(driver.capability);
        report(error);
        writeLog(count, options, values, error);
        return INVALID_PTX;
    }
    m->programs = ptx::load(m->text, &error);
    if (!error.empty()) {
        report(error);
        writeLog(count, options, values, error);
        return INVALID_PTX;
    }
    writeLog(count, options, values, "");
    *module = driver.modules.add(std::move(m));
    return SUCCESS;
}

// "simt: ..." is a command, and needs no context.
Result loadOrControl(const char *function, void **module, const void *image, unsigned count, const int *options,
                     void **values) {
    const char *text = static_cast<const char *>(image);
    if (text && strncmp(text, "simt: ", 6) == 0) {
        std::lock_guard<std::recursive_mutex> lock(driver.mutex);
        return control(text + 6);
    }
    ENTER(function, HEALTHY | UNSAFE);
    if (!text || !module) {
        return INVALID_VALUE;
    }
    return load(call.context, module, text, count, options, values);
}

}  // namespace

void *librarySymbol(const std::string &name) {
    static void *library = openLibrary();
    return library ? dlsym(library, name.c_str()) : nullptr;
}

void unload(Module *m) {
    for (auto &entry : m->functions) {
        // Graphs may still hold it.
        entry.second->module = nullptr;
        driver.functions.erase(entry.second.get());
    }
    driver.modules.remove(m);
}

API(cuModuleLoadData)(void **module, const void *image) {
    return loadOrControl("cuModuleLoadData", module, image, 0, nullptr, nullptr);
}

API(cuModuleLoadDataEx)(void **module, const void *image, unsigned count, int *options, void **values) {
    return loadOrControl("cuModuleLoadData", module, image, count, options, values);
}

API(cuModuleUnload)(void *module) {
    ENTER("cuModuleUnload", CURRENT | UNSAFE);
    Module *m = driver.modules.find(module);
    if (!m) {
        return INVALID_HANDLE;
    }
    flush();
    unload(m);
    return call.context->sticky;
}

API(cuModuleGetFunction)(void **function, void *module, const char *name) {
    ENTER("cuModuleGetFunction", HEALTHY);
    Module *m = driver.modules.find(module);
    if (!m) {
        return INVALID_HANDLE;
    }
    if (!function || !name) {
        return INVALID_VALUE;
    }
    auto &f = m->functions[name];
    if (!f) {
        f = makeFunction(m, name);
    }
    if (!f) {
        m->functions.erase(name);
        return NOT_FOUND;
    }
    driver.functions[f.get()] = f;
    *function = f.get();
    return SUCCESS;
}

API(cuFuncGetModule)(void **module, void *function) {
    ENTER("cuFuncGetModule", HEALTHY);
    std::shared_ptr<Function> f = findFunction(function);
    if (!f) {
        return INVALID_HANDLE;
    }
    *module = f->module;
    return SUCCESS;
}

// By the numbers of CUfunction_attribute.
API(cuFuncGetAttribute)(int *value, int number, void *function) {
    ENTER("cuFuncGetAttribute", HEALTHY);
    std::shared_ptr<Function> f = findFunction(function);
    if (!f) {
        return INVALID_HANDLE;
    }
    const int maxThreads = 0, registers = 4, ptxVersion = 5, binaryVersion = 6, maxDynamicShared = 8;
    *value = number == maxThreads ? f->maxThreads
        : number == registers ? 32
        : number == ptxVersion || number == binaryVersion ? 80
        : number == maxDynamicShared ? f->maxDynamicShared
        : 0;
    return SUCCESS;
}

API(cuFuncSetAttribute)(void *function, int number, int value) {
    ENTER("cuFuncSetAttribute", HEALTHY);
    std::shared_ptr<Function> f = findFunction(function);
    if (!f) {
        return INVALID_HANDLE;
    }
    const int maxDynamicShared = 8, carveout = 9;
    if (number == carveout) {
        return SUCCESS;
    }
    if (number != maxDynamicShared || value < 0 || value > MAX_SHARED) {
        return INVALID_VALUE;
    }
    f->maxDynamicShared = value;
    return SUCCESS;
}

API(cuFuncSetCacheConfig)(void *function, int) {
    ENTER("cuFuncSetCacheConfig", HEALTHY);
    return findFunction(function) ? SUCCESS : INVALID_HANDLE;
}

API(cuOccupancyMaxActiveBlocksPerMultiprocessor)(int *blocks, void *function, int threads, size_t shared) {
    ENTER("cuOccupancyMaxActiveBlocksPerMultiprocessor", HEALTHY);
    if (!findFunction(function) || threads <= 0) {
        return INVALID_VALUE;
    }
    int byThreads = 2048 / ((threads + 31) / 32 * 32);
    int byShared = shared == 0 ? byThreads : int((164 << 10) / (shared + 1024));
    *blocks = std::min({byThreads, byShared, 32});
    return SUCCESS;
}

}  // namespace simt
