// Graphs: nodes run in the order of their capture, or with `order` in another one that their dependencies allow.
#include <algorithm>

#include "driver.h"

namespace simt {

namespace {

// CUDA_KERNEL_NODE_PARAMS_v2
struct KernelNodeParameters {
    void *function;
    unsigned grid[3];
    unsigned block[3];
    unsigned shared;
    void **arguments;
    void **extra;
    void *kernel;
    void *context;
};

Result listNodes(const std::vector<Node *> &nodes, void **to, size_t *count) {
    if (to) {
        *count = std::min(*count, nodes.size());
        std::copy_n(nodes.begin(), *count, to);
    } else {
        *count = nodes.size();
    }
    return SUCCESS;
}

const Node *findNode(const void *handle) {
    const Node *found = nullptr;
    driver.graphs.each([&](Graph *g) {
        for (auto &node : g->nodes) {
            found = node.get() == handle ? node.get() : found;
        }
    });
    return found;
}

// What depends on nothing that is left may be next: the first such node, the last one, or any.
std::vector<Node *> sorted(const Graph &g, unsigned order) {
    std::vector<Node *> left, done;
    for (auto &node : g.nodes) {
        left.push_back(node.get());
    }
    unsigned random = order;
    while (!left.empty()) {
        std::vector<size_t> ready;
        for (size_t i = 0; i < left.size(); i++) {
            auto isLeft = [&](Node *n) { return std::find(left.begin(), left.end(), n) != left.end(); };
            if (std::none_of(left[i]->after.begin(), left[i]->after.end(), isLeft)) {
                ready.push_back(i);
            }
        }
        random = random * 1664525u + 1013904223u;
        size_t pick = order == 0 ? 0 : order == 1 ? ready.size() - 1 : (random >> 8) % ready.size();
        done.push_back(left[ready[pick]]);
        left.erase(left.begin() + long(ready[pick]));
    }
    return done;
}

}  // namespace

API(cuGraphDestroy)(void *graph) {
    ENTER("cuGraphDestroy", INITIALISED);
    Graph *g = driver.graphs.find(graph);
    if (!g) {
        return INVALID_VALUE;
    }
    driver.graphs.remove(g);
    return SUCCESS;
}

API(cuGraphGetNodes)(void *graph, void **nodes, size_t *count) {
    ENTER("cuGraphGetNodes", INITIALISED);
    Graph *g = driver.graphs.find(graph);
    if (!g) {
        return INVALID_VALUE;
    }
    std::vector<Node *> all;
    for (auto &node : g->nodes) {
        all.push_back(node.get());
    }
    return listNodes(all, nodes, count);
}

API(cuGraphGetRootNodes)(void *graph, void **nodes, size_t *count) {
    ENTER("cuGraphGetRootNodes", INITIALISED);
    Graph *g = driver.graphs.find(graph);
    if (!g) {
        return INVALID_VALUE;
    }
    std::vector<Node *> roots;
    for (auto &node : g->nodes) {
        if (node->after.empty()) {
            roots.push_back(node.get());
        }
    }
    return listNodes(roots, nodes, count);
}

API(cuGraphNodeGetDependencies)(void *node, void **dependencies, size_t *count) {
    ENTER("cuGraphNodeGetDependencies", INITIALISED);
    const Node *n = findNode(node);
    return n ? listNodes(n->after, dependencies, count) : INVALID_VALUE;
}

API(cuGraphNodeGetType)(void *node, int *type) {
    ENTER("cuGraphNodeGetType", INITIALISED);
    const Node *n = findNode(node);
    if (!n) {
        return INVALID_VALUE;
    }
    *type = int(n->type);
    return SUCCESS;
}

API(cuGraphInstantiateWithFlags)(void **executable, void *graph, unsigned long long) {
    ENTER("cuGraphInstantiate", HEALTHY);
    Graph *g = driver.graphs.find(graph);
    if (!g || !executable) {
        return INVALID_VALUE;
    }
    auto e = std::make_unique<Executable>();
    e->context = call.context;
    e->steps = std::make_shared<std::vector<Step>>();
    for (Node *node : sorted(*g, driver.order)) {
        e->steps->push_back({node, node->work});
    }
    *executable = driver.executables.add(std::move(e));
    return SUCCESS;
}

API(cuGraphExecDestroy)(void *executable) {
    ENTER("cuGraphExecDestroy", INITIALISED);
    Executable *e = driver.executables.find(executable);
    if (!e) {
        return INVALID_VALUE;
    }
    driver.executables.remove(e);
    return SUCCESS;
}

API(cuGraphExecKernelNodeSetParams_v2)(void *executable, void *node, const KernelNodeParameters *p) {
    ENTER("cuGraphExecKernelNodeSetParams", HEALTHY);
    Executable *e = driver.executables.find(executable);
    if (!e || !p) {
        return INVALID_VALUE;
    }
    auto step = std::find_if(e->steps->begin(), e->steps->end(), [&](const Step &s) { return s.origin == node; });
    if (step == e->steps->end() || step->origin->type != NodeType::KERNEL) {
        return INVALID_VALUE;
    }
    Result result = SUCCESS;
    auto kernel = prepareLaunch(call.context, p->function, p->grid, p->block, p->shared, p->arguments, &result);
    if (result != SUCCESS) {
        return result;
    }
    // Launches that are queued keep the old parameters.
    size_t index = size_t(step - e->steps->begin());
    e->steps = std::make_shared<std::vector<Step>>(*e->steps);
    Context *c = call.context;
    (*e->steps)[index].work = [c, kernel] { return runKernel(c, *kernel); };
    return SUCCESS;
}

API(cuGraphUpload)(void *executable, void *stream) {
    ENTER("cuGraphUpload", HEALTHY);
    if (!driver.executables.find(executable)) {
        return INVALID_VALUE;
    }
    return findStream(call.context, stream) ? SUCCESS : INVALID_HANDLE;
}

API(cuGraphLaunch)(void *executable, void *stream) {
    ENTER("cuGraphLaunch", HEALTHY);
    Executable *e = driver.executables.find(executable);
    Stream *s = findStream(call.context, stream);
    if (!e) {
        return INVALID_VALUE;
    }
    if (!s || e->context != call.context) {
        return INVALID_HANDLE;
    }
    if (s->capture) {
        invalidate(s->capture);
        return CAPTURE_UNSUPPORTED;
    }
    driver.graphsLaunched++;
    auto steps = e->steps;
    return submit(call.context, s, NodeType::KERNEL, [steps] {
        for (const Step &step : *steps) {
            Result result = step.work();
            if (result != SUCCESS) {
                return result;
            }
        }
        return SUCCESS;
    });
}

}  // namespace simt
