// Streams and events, and how work is executed.
#include <algorithm>

#include "driver.h"

namespace simt {

namespace {

// A context is dead after an error: what comes then is skipped, and the call that waits next tells.
void execute(Context *c, const Work &work) {
    if (c->pending == SUCCESS && c->sticky == SUCCESS) {
        c->pending = work();
    }
}

Result createStream(Context *c, void **stream, unsigned flags, int priority) {
    if (!stream || flags > 1) {
        return INVALID_VALUE;
    }
    auto s = std::make_unique<Stream>();
    s->context = c;
    s->blocking = flags == 0;
    s->flags = int(flags);
    s->priority = priority;
    *stream = driver.streams.add(std::move(s));
    return SUCCESS;
}

// For the calls that wait for one stream, or ask whether it is done.
Result idleStream(Context *c, const void *handle) {
    Stream *s = findStream(c, handle);
    if (!s) {
        return INVALID_HANDLE;
    }
    if (s->capture) {
        report("waiting for a stream that is capturing");
        invalidate(s->capture);
        return CAPTURE_UNSUPPORTED;
    }
    return SUCCESS;
}

}  // namespace

Stream *findStream(Context *c, const void *handle) {
    // 0, 1 and 2 are the default streams.
    if (reinterpret_cast<uintptr_t>(handle) <= 2) {
        return &c->stream;
    }
    Stream *s = driver.streams.find(handle);
    return s && s->context == c ? s : nullptr;
}

Result submit(Context *c, Stream *s, NodeType type, Work work) {
    if (s->capture) {
        if (s->capture->invalid) {
            return CAPTURE_INVALIDATED;
        }
        auto node = std::make_unique<Node>();
        node->type = type;
        node->work = std::move(work);
        node->after = s->last;
        s->last = {node.get()};
        s->capture->graph->nodes.push_back(std::move(node));
        return SUCCESS;
    }
    if (s->legacy) {
        for (auto &capture : driver.captures) {
            if (capture->origin->context == c && capture->origin->blocking) {
                report("work in the default stream while a blocking stream is capturing");
                invalidate(capture.get());
                return CAPTURE_IMPLICIT;
            }
        }
    }
    if (driver.lazy) {
        driver.queue.emplace_back(c, std::move(work));
    } else {
        execute(c, work);
    }
    return SUCCESS;
}

void flush() {
    while (!driver.queue.empty()) {
        auto next = std::move(driver.queue.front());
        driver.queue.pop_front();
        execute(next.first, next.second);
    }
}

Result synchronise(Context *c) {
    flush();
    if (c->unchecked) {
        c->unchecked = false;
        std::string what;
        if (c->pending == SUCCESS && anyDamaged(&what)) {
            std::string names;
            for (const std::string &name : c->unverified) {
                names += (names.empty() ? "" : ", ") + name;
            }
            report("one of the kernels " + names + " wrote " + what);
            c->pending = ILLEGAL_ADDRESS;
        }
        c->unverified.clear();
    }
    if (c->pending != SUCCESS) {
        c->sticky = c->pending;
        c->pending = SUCCESS;
    }
    return c->sticky;
}

API(cuStreamCreate)(void **stream, unsigned flags) {
    ENTER("cuStreamCreate", HEALTHY);
    return createStream(call.context, stream, flags, 0);
}

API(cuStreamCreateWithPriority)(void **stream, unsigned flags, int priority) {
    ENTER("cuStreamCreateWithPriority", HEALTHY);
    return createStream(call.context, stream, flags, priority);
}

API(cuStreamDestroy_v2)(void *stream) {
    ENTER("cuStreamDestroy", CURRENT);
    Stream *s = driver.streams.find(stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    flush();
    if (s->capture) {
        if (s->capture->origin == s) {
            forgetCapture(s->capture);
        } else {
            invalidate(s->capture);
            auto &streams = s->capture->streams;
            streams.erase(std::remove(streams.begin(), streams.end(), s), streams.end());
        }
    }
    driver.streams.remove(s);
    return call.context->sticky;
}

API(cuStreamSynchronize)(void *stream) {
    ENTER("cuStreamSynchronize", HEALTHY);
    driver.synchronisations++;
    Result result = idleStream(call.context, stream);
    if (result == SUCCESS) {
        result = checkUnsafe("cuStreamSynchronize");
    }
    return result == SUCCESS ? synchronise(call.context) : result;
}

// Lazy work is not ready when it is first asked for, and is done by then.
API(cuStreamQuery)(void *stream) {
    ENTER("cuStreamQuery", HEALTHY);
    Result result = idleStream(call.context, stream);
    if (result == SUCCESS) {
        result = checkUnsafe("cuStreamQuery");
    }
    if (result != SUCCESS) {
        return result;
    }
    bool ready = driver.queue.empty();
    result = synchronise(call.context);
    return result == SUCCESS && !ready ? NOT_READY : result;
}

API(cuStreamGetFlags)(void *stream, unsigned *flags) {
    ENTER("cuStreamGetFlags", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    *flags = unsigned(s->flags);
    return SUCCESS;
}

API(cuStreamGetPriority)(void *stream, int *priority) {
    ENTER("cuStreamGetPriority", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    *priority = s->priority;
    return SUCCESS;
}

API(cuStreamGetCtx)(void *stream, void **context) {
    ENTER("cuStreamGetCtx", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    *context = s->context;
    return SUCCESS;
}

API(cuLaunchHostFunc)(void *stream, void (*function)(void *), void *data) {
    ENTER("cuLaunchHostFunc", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    return submit(call.context, s, NodeType::HOST, [=] {
        function(data);
        return SUCCESS;
    });
}

API(cuStreamAddCallback)(void *stream, void (*function)(void *, int, void *), void *data, unsigned) {
    ENTER("cuStreamAddCallback", HEALTHY);
    Stream *s = findStream(call.context, stream);
    if (!s) {
        return INVALID_HANDLE;
    }
    if (s->capture) {
        invalidate(s->capture);
        return CAPTURE_UNSUPPORTED;
    }
    return submit(call.context, s, NodeType::HOST, [=] {
        function(stream, SUCCESS, data);
        return SUCCESS;
    });
}

API(cuEventCreate)(void **event, unsigned flags) {
    ENTER("cuEventCreate", HEALTHY);
    const unsigned disableTiming = 2;
    if (!event || flags > 7) {
        return INVALID_VALUE;
    }
    auto e = std::make_unique<Event>();
    e->context = call.context;
    e->timing = !(flags & disableTiming);
    *event = driver.events.add(std::move(e));
    return SUCCESS;
}

API(cuEventDestroy_v2)(void *event) {
    ENTER("cuEventDestroy", CURRENT);
    Event *e = driver.events.find(event);
    if (!e) {
        return INVALID_HANDLE;
    }
    flush();
    driver.events.remove(e);
    return call.context->sticky;
}

static Result recordEvent(Context *c, void *event, void *stream) {
    Stream *s = findStream(c, stream);
    Event *e = driver.events.find(event);
    if (!s || !e || e->context != c) {
        return INVALID_HANDLE;
    }
    e->capture = s->capture;
    e->inGraph = s->capture != nullptr;
    if (s->capture) {
        // What comes after the event comes after what the stream did last; there is nothing to run.
        e->last = s->last;
        return s->capture->invalid ? CAPTURE_INVALIDATED : SUCCESS;
    }
    e->recorded = true;
    e->reached = false;
    return submit(c, s, NodeType::EVENT_RECORD, [e] {
        e->time = std::chrono::steady_clock::now();
        e->reached = true;
        return SUCCESS;
    });
}

API(cuEventRecord)(void *event, void *stream) {
    ENTER("cuEventRecord", HEALTHY);
    return recordEvent(call.context, event, stream);
}

API(cuEventRecordWithFlags)(void *event, void *stream, unsigned flags) {
    ENTER("cuEventRecordWithFlags", HEALTHY);
    return flags == 0 ? recordEvent(call.context, event, stream) : NOT_SUPPORTED;
}

API(cuEventQuery)(void *event) {
    ENTER("cuEventQuery", HEALTHY | UNSAFE);
    Event *e = driver.events.find(event);
    if (!e) {
        return INVALID_HANDLE;
    }
    if (e->inGraph) {
        return CAPTURED_EVENT;
    }
    bool ready = driver.queue.empty();
    Result result = synchronise(call.context);
    return result == SUCCESS && !ready ? NOT_READY : result;
}

API(cuEventSynchronize)(void *event) {
    ENTER("cuEventSynchronize", HEALTHY | UNSAFE);
    Event *e = driver.events.find(event);
    if (!e) {
        return INVALID_HANDLE;
    }
    driver.synchronisations++;
    return e->inGraph ? CAPTURED_EVENT : synchronise(call.context);
}

API(cuEventElapsedTime)(float *milliseconds, void *begin, void *end) {
    ENTER("cuEventElapsedTime", HEALTHY);
    Event *a = driver.events.find(begin);
    Event *b = driver.events.find(end);
    if (!a || !b || !a->timing || !b->timing || !a->recorded || !b->recorded) {
        return INVALID_HANDLE;
    }
    if (!a->reached || !b->reached) {
        return NOT_READY;
    }
    *milliseconds = std::chrono::duration<float, std::milli>(b->time - a->time).count();
    return SUCCESS;
}

}  // namespace simt
