// Faults of the processor while work runs: an access outside of device memory becomes an error of CUDA, not the end
// of the process.
//
// The handlers are there only while work runs, and hand on what other threads do: a Java virtual machine uses these
// signals.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#if defined(__x86_64__)
#include <ucontext.h>
#endif

#include "driver.h"
#include "ptx.h"

namespace simt {

namespace {

const int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE};

pthread_t worker;
bool active;
sigjmp_buf recovery;
struct sigaction previous[3];
int faultSignal;
Address faultAddress;
bool faultWrites;
char faultPlace[400];

// Where the running kernel is.
std::string where() {
    std::string text = ptx::where();
    if (text.empty()) {
        static auto inKernel = reinterpret_cast<decltype(&simt_where)>(librarySymbol("simt_where"));
        char place[160] = "";
        if (inKernel) {
            inKernel(place, sizeof place);
        }
        text = place;
    }
    return text.empty() ? text : ", " + text;
}

void handle(int signal, siginfo_t *info, void *context) {
    if (active && pthread_equal(pthread_self(), worker)) {
        active = false;
        faultSignal = signal;
        faultAddress = reinterpret_cast<Address>(info->si_addr);
#if defined(__x86_64__)
        // Bit 1 of a page fault's code: it was a write.
        faultWrites = static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_ERR] & 2;
        // A pointer of NaN bytes is no address at all, which the processor reports without telling it.
        if (signal == SIGSEGV && info->si_code == SI_KERNEL) {
            faultAddress = 0;
        }
#endif
        // Now, while what runs is still on its stack.
        snprintf(faultPlace, sizeof faultPlace, "%s", where().c_str());
        siglongjmp(recovery, 1);
    }
    int i = signal == SIGSEGV ? 0 : signal == SIGBUS ? 1 : 2;
    const struct sigaction &old = previous[i];
    if (old.sa_flags & SA_SIGINFO) {
        old.sa_sigaction(signal, info, context);
    } else if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN) {
        old.sa_handler(signal);
    } else {
        // Comes again, and then ends the process.
        sigaction(signal, &old, nullptr);
    }
}

// A stack for the handlers: that of a thread of a kernel may be what overflowed.
char handlerStack[64 << 10];

class Handlers {
public:
    Handlers() {
        stack_t mine = {};
        mine.ss_sp = handlerStack;
        mine.ss_size = sizeof handlerStack;
        sigaltstack(&mine, &previousStack);
        struct sigaction action = {};
        action.sa_sigaction = handle;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART;
        sigemptyset(&action.sa_mask);
        for (int i = 0; i < 3; i++) {
            sigaction(SIGNALS[i], &action, &previous[i]);
        }
        worker = pthread_self();
        active = true;
    }

    ~Handlers() {
        active = false;
        for (int i = 0; i < 3; i++) {
            sigaction(SIGNALS[i], &previous[i], nullptr);
        }
        sigaltstack(&previousStack, nullptr);
    }

private:
    stack_t previousStack;
};

Result reportFault(const std::string &what) {
    char text[300];
    Result result = ILLEGAL_ADDRESS;
    if (faultSignal == SIGFPE) {
        snprintf(text, sizeof text, "divides an integer by 0, or the smallest by -1");
        result = LAUNCH_FAILED;
    } else if (faultAddress == 0) {
        snprintf(text, sizeof text, "accesses an address that is null, or no address at all such as NaN");
    } else {
        snprintf(text, sizeof text, "%s address %#llx, which is %s", faultWrites ? "writes" : "reads",
                 (unsigned long long)faultAddress, describeAddress(faultAddress).c_str());
    }
    report(what + " " + text + faultPlace);
    static auto abandon = reinterpret_cast<decltype(&simt_abandon)>(librarySymbol("simt_abandon"));
    if (abandon) {
        abandon();
    }
    ptx::abandon();
    return result;
}

}  // namespace

Result guarded(const std::string &what, const Work &work) {
    if (active) {
        // Within the work of a graph, or a callback.
        return work();
    }
    Handlers handlers;
    if (sigsetjmp(recovery, 0) == 0) {
        return work();
    }
    return reportFault(what);
}

}  // namespace simt
