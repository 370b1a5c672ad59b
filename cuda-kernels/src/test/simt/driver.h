// A libcuda.so.1 that runs on the processor: what its parts share.
//
// Every call takes one lock. Work is executed when it is submitted, or, after "simt: lazy 1", when something waits
// for it; in either case an error of a kernel is seen by the next call that waits, and is returned by every call
// after that.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "errors.h"
#include "launch.h"

#define API(name) extern "C" __attribute__((visibility("default"))) int name

#pragma GCC visibility push(hidden)
namespace ptx {
class Program;
}

namespace simt {

typedef uintptr_t Address;
typedef std::function<Result()> Work;

const int DEVICES = 2;

struct Capture;
struct Context;
struct Graph;
struct Module;

struct Device {
    size_t total = size_t(2) << 30;
    size_t used = 0;
    int allocations = 0;
};

// A kernel of a loaded module: compiled by g++, or interpreted.
struct Function {
    std::string name;
    Module *module = nullptr;  // null once that is unloaded
    Context *context = nullptr;
    SimtKernel *compiled = nullptr;
    const ptx::Program *interpreted = nullptr;
    std::vector<unsigned> sizes;  // bytes of its parameters
    int maxThreads = 1024;
    int maxDynamicShared = 48 << 10;
};

struct Module {
    Context *context;
    std::string text;
    std::vector<std::shared_ptr<ptx::Program>> programs;
    std::map<std::string, std::shared_ptr<Function>> functions;
};

// Arguments of a launch, copied when it was made.
struct KernelCall {
    std::shared_ptr<Function> function;
    std::shared_ptr<ptx::Program> program;  // kept as long as a graph needs it
    unsigned grid[3];
    unsigned block[3];
    unsigned shared;
    std::vector<std::vector<char>> arguments;
};

enum class NodeType { KERNEL = 0, MEMCPY = 1, MEMSET = 2, HOST = 3, EMPTY = 5, WAIT_EVENT = 6, EVENT_RECORD = 7 };

struct Node {
    NodeType type;
    Work work;
    std::vector<Node *> after;
};

struct Graph {
    std::vector<std::unique_ptr<Node>> nodes;  // in an order in which they can run
};

struct Step {
    const Node *origin;
    Work work;
};

struct Executable {
    Context *context;
    std::shared_ptr<std::vector<Step>> steps;  // shared with launches that are queued
};

struct Stream {
    Context *context = nullptr;
    bool legacy = false;    // the default stream, with which blocking streams synchronise
    bool blocking = true;
    int flags = 0;
    int priority = 0;
    Capture *capture = nullptr;
    std::vector<Node *> last;  // what the next captured operation comes after
};

struct Event {
    Context *context;
    bool timing;
    bool recorded = false;       // submitted
    bool reached = false;        // executed
    bool inGraph = false;        // last recorded in a capturing stream
    std::chrono::steady_clock::time_point time;
    Capture *capture = nullptr;  // of that stream, while it goes on
    std::vector<Node *> last;
};

struct Capture {
    Stream *origin;
    int mode;
    std::thread::id thread;
    bool invalid = false;
    std::vector<Stream *> streams;
    std::unique_ptr<Graph> graph = std::make_unique<Graph>();
};

struct Context {
    int device;
    bool primary;
    int references = 0;
    bool alive = false;
    int flags = 0;
    Result pending = SUCCESS;  // what a kernel did, not seen by a call yet
    Result sticky = SUCCESS;   // what every call returns from now on
    bool unchecked = false;    // whether kernels ran since guard zones were looked at
    std::vector<std::string> unverified;  // names of those kernels, the last few
    Stream stream;                        // the default one

    Context(int device, bool primary) : device(device), primary(primary) {
        stream.context = this;
        stream.legacy = true;
    }
};

// Objects whose handles are their addresses. A handle is looked up before it is used.
template <class T>
class Handles {
public:
    T *add(std::unique_ptr<T> object) {
        T *handle = object.get();
        objects[handle] = std::move(object);
        return handle;
    }

    T *find(const void *handle) const {
        auto it = objects.find(static_cast<T *>(const_cast<void *>(handle)));
        return it == objects.end() ? nullptr : it->second.get();
    }

    std::unique_ptr<T> remove(T *handle) {
        auto it = objects.find(handle);
        std::unique_ptr<T> object = std::move(it->second);
        objects.erase(it);
        return object;
    }

    template <class F>
    void each(F f) const {
        for (auto &entry : objects) {
            f(entry.second.get());
        }
    }

    template <class F>
    void removeIf(F f) {
        for (auto it = objects.begin(); it != objects.end();) {
            it = f(*it->second) ? objects.erase(it) : std::next(it);
        }
    }

    int size() const {
        return int(objects.size());
    }

private:
    std::map<T *, std::unique_ptr<T>> objects;
};

// A call that is to fail: see control.cpp.
struct Injection {
    std::string function;
    int countdown;
    int code;
};

struct Driver {
    std::recursive_mutex mutex;
    bool initialised = false;
    Device devices[DEVICES];
    Context primary[DEVICES] = {{0, true}, {1, true}};
    Handles<Context> contexts;
    Handles<Module> modules;
    std::map<const void *, std::shared_ptr<Function>> functions;  // of loaded modules
    Handles<Stream> streams;
    Handles<Event> events;
    Handles<Graph> graphs;
    Handles<Executable> executables;
    std::vector<std::unique_ptr<Capture>> captures;
    std::deque<std::pair<Context *, Work>> queue;  // of lazy execution
    std::map<std::string, int> calls;
    std::vector<Injection> injections;
    std::string lastReport;
    unsigned order = 0;
    bool strict = true;
    bool lazy = false;
    bool quiet = false;
    int multiprocessors = 4;
    int capability = 80;
    long long instructionLimit = 200000000;  // of a thread between two barriers: more are taken for an endless loop
    int kernelsExecuted = 0;
    int graphsLaunched = 0;
    int synchronisations = 0;
    int leaks = 0;

    Driver();
};

extern Driver driver;

// What a call needs, see Call.
const unsigned NOTHING = 0;
const unsigned INITIALISED = 1;
const unsigned CURRENT = 2 | INITIALISED;  // a current context
const unsigned HEALTHY = 4 | CURRENT;      // ... without an error of a kernel
const unsigned UNSAFE = 8;                 // may wait or allocate: not allowed during most captures

// Entering a function of the API: takes the lock, counts the call, fails it if that was asked for, and checks what it
// needs.
class Call {
public:
    Call(const char *function, unsigned needs);

    // Returned at once unless it is SUCCESS.
    Result result;
    Context *context = nullptr;

private:
    std::lock_guard<std::recursive_mutex> lock;
};

#define ENTER(function, needs) \
    Call call(function, needs); \
    if (call.result != SUCCESS) { \
        return call.result; \
    }

// Tells what is wrong, on standard error unless that is switched off, and keeps it for cuGetErrorString.
void report(const std::string &text);

// Commands and counters (control.cpp).
Result control(const std::string &text);
bool counter(int attribute, int device, int *value);

// Contexts (context.cpp).
Context *currentContext();
Context *findContext(const void *handle);

// Memory (memory.cpp). A range is where an address may be accessed by a device.
struct Range {
    Address begin = 0;
    Address end = 0;
};
bool accessible(int device, Address address, Range *range);
bool pinned(Address address, size_t bytes);
std::string describeAddress(Address address);
// Whether guard zones, of the allocation around an address or of any, were written since they were looked at.
bool damaged(Address address, std::string *what);
bool anyDamaged(std::string *what);
void freeAll(Context *context);
int hostAllocations();

// Streams (stream.cpp).
Stream *findStream(Context *context, const void *handle);
Result submit(Context *context, Stream *stream, NodeType type, Work work);
Result synchronise(Context *context);  // runs what is queued; the error of the context
void flush();
Result checkUnsafe(const char *function);
void invalidate(Capture *capture);
void forgetCapture(Capture *capture);

// Launches (kernel_call.cpp).
std::shared_ptr<Function> findFunction(const void *handle);
std::shared_ptr<KernelCall> prepareLaunch(
    Context *context, void *function, const unsigned *grid, const unsigned *block, unsigned shared, void **arguments,
    Result *result);
Result runKernel(Context *context, const KernelCall &call);

// Loading (module.cpp).
void unload(Module *module);
void *librarySymbol(const std::string &name);

// Runs work that may access any address; what a processor's fault does is reported as an error (fault.cpp).
Result guarded(const std::string &what, const Work &work);

}  // namespace simt
#pragma GCC visibility pop
