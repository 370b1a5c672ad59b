// Capture of streams: work is recorded as nodes of a graph, each after what its stream did before.
#include <algorithm>

#include "driver.h"

namespace simt {

namespace {

enum Mode { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };

// How the calling thread cares for captures of others: cuThreadExchangeStreamCaptureMode.
thread_local int threadMode = GLOBAL;

// Adds nodes to those that a stream's next work comes after.
void join(std::vector<Node *> *last, const std::vector<Node *> &others) {
    for (Node *node : others) {
        if (std::find(last->begin(), last->end(), node) == last->end()) {
            last->push_back(node);
        }
    }
}

// Whether all work of other streams has been waited for by the one where the capture began.
bool joined(const Capture &capture) {
    std::unordered_set<const Node *> reached;
    std::vector<const Node *> open(capture.origin->last.begin(), capture.origin->last.end());
    while (!open.empty()) {
        const Node *node = open.back();
        open.pop_back();
        if (reached.insert(node).second) {
            open.insert(open.end(), node->after.begin(), node->after.end());
        }
    }
    return reached.size() == capture.graph->nodes.size();
}

}  // namespace

// A call that waits or allocates is not allowed where a capture of this thread is not relaxed, nor where another
// thread's is global and this thread has not said that it does not care. It makes the capture fail.
Result checkUnsafe(const char *function) {
    Result result = SUCCESS;
    for (auto &capture : driver.captures) {
        bool mine = capture->thread == std::this_thread::get_id();
        bool forbidden = mine ? capture->mode != RELAXED : threadMode == GLOBAL && capture->mode == GLOBAL;
        if (threadMode != RELAXED && forbidden) {
            report(std::string(function) + " is not allowed while a stream is capturing");
            capture->invalid = true;
            result = CAPTURE_UNSUPPORTED;
        }
    }
    return result;
}

void invalidate(Capture *capture) {
    capture->invalid = true;
}

void forgetCapture(Capture *capture) {
    for (Stream *s : capture->streams) {
        s->capture = nullptr;
        s->last.clear();
    }
    driver.events.each([&](Event *e) {
        if (e->capture == capture) {
            e->capture = nullptr;
            e->last.clear();
        }
    });
    auto &all = driver.captures;
    all.erase(std::find_if(all.begin(), all.end(), [&](auto &c) { return c.get() == capture; }));
}

API(cuStreamBeginCapture_v2)(void *stream, int mode) {
    ENTER("cuStreamBeginCapture", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    if (mode < GLOBAL || mode > RELAXED) {
        return INVALID_VALUE;
    }
    if (s->legacy) {
        return CAPTURE_UNSUPPORTED;
    }
    if (s->capture) {
        return ILLEGAL_STATE;
    }
    auto capture = std::make_unique<Capture>();
    capture->origin = s;
    capture->mode = mode;
    capture->thread = std::this_thread::get_id();
    capture->streams = {s};
    s->capture = capture.get();
    s->last.clear();
    driver.captures.push_back(std::move(capture));
    return SUCCESS;
}

API(cuStreamEndCapture)(void *stream, void **graph) {
    ENTER("cuStreamEndCapture", CURRENT);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    Capture *capture = s->capture;
    if (!capture) {
        return ILLEGAL_STATE;
    }
    if (capture->origin != s) {
        invalidate(capture);
        return CAPTURE_UNMATCHED;
    }
    if (capture->mode != RELAXED && capture->thread != std::this_thread::get_id()) {
        return CAPTURE_WRONG_THREAD;
    }
    *graph = nullptr;
    Result result = capture->invalid ? CAPTURE_INVALIDATED : joined(*capture) ? SUCCESS : CAPTURE_UNJOINED;
    if (result == SUCCESS) {
        *graph = driver.graphs.add(std::move(capture->graph));
    }
    forgetCapture(capture);
    return result;
}

API(cuStreamIsCapturing)(void *stream, int *status) {
    ENTER("cuStreamIsCapturing", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    *status = !s->capture ? 0 : s->capture->invalid ? 2 : 1;
    return SUCCESS;
}

API(cuThreadExchangeStreamCaptureMode)(int *mode) {
    ENTER("cuThreadExchangeStreamCaptureMode", INITIALISED);
    if (*mode < GLOBAL || *mode > RELAXED) {
        return INVALID_VALUE;
    }
    std::swap(*mode, threadMode);
    return SUCCESS;
}

// Outside of captures there is nothing to do: work is executed in the order of its submission.
API(cuStreamWaitEvent)(void *stream, void *event, unsigned) {
    ENTER("cuStreamWaitEvent", HEALTHY);
    Stream *s = findStream(call.context, stream);
    Event *e = driver.events.find(event);
    if (!s || !e) {
        return INVALID_HANDLE;
    }
    if (e->inGraph && !e->capture) {
        return CAPTURED_EVENT;
    }
    if (!e->capture) {
        if (s->capture && e->recorded) {
            invalidate(s->capture);
            return CAPTURE_ISOLATION;
        }
        return SUCCESS;
    }
    if (!s->capture) {
        if (s->legacy) {
            invalidate(e->capture);
            return CAPTURE_IMPLICIT;
        }
        s->capture = e->capture;
        s->last.clear();
        e->capture->streams.push_back(s);
    } else if (s->capture != e->capture) {
        invalidate(s->capture);
        invalidate(e->capture);
        return CAPTURE_MERGE;
    }
    join(&s->last, e->last);
    return s->capture->invalid ? CAPTURE_INVALIDATED : SUCCESS;
}

}  // namespace simt
