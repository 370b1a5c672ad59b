package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** Launches that were recorded once, to be launched together. */
final class RecordedGraph {
    private final CUgraphExec graph;

    private RecordedGraph(CUgraphExec graph) {
        this.graph = graph;
    }

    /** Enqueues a call on the stream of its branch. */
    @FunctionalInterface
    interface Enqueuer {
        /** Enqueues call {@code index}. */
        void enqueue(int index, int branch, CUstream stream);
    }

    /**
     * Records calls on the streams of a device that are there for it, where none of them runs.
     *
     * @param before enqueues what comes before all calls
     * @param places of the calls
     * @param calls enqueues them
     * @param after enqueues what comes after all calls
     */
    static RecordedGraph of(
            Device device,
            Consumer<CUstream> before,
            List<Branches.Place> places,
            Enqueuer calls,
            Consumer<CUstream> after) {
        List<CUstream> streams = device.recorders();
        CUgraph graph = new CUgraph();
        CUstream first = streams.get(0);
        Status.check(
                JCudaDriver.cuStreamBeginCapture(first, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "cuStreamBeginCapture");
        List<CUevent> events = new ArrayList<>();
        boolean done = false;
        try {
            before.accept(first);
            branches(streams, places, calls, events);
            after.accept(first);
            done = true;
        } finally {
            int code = JCudaDriver.cuStreamEndCapture(first, graph);
            events.forEach(JCudaDriver::cuEventDestroy);
            if (done) {
                Status.check(code, "cuStreamEndCapture");
            } else if (code == 0) {
                JCudaDriver.cuGraphDestroy(graph);
            }
        }
        CUgraphExec executable = new CUgraphExec();
        try {
            int code = device.retried(() -> JCudaDriver.cuGraphInstantiate(executable, graph, 0));
            device.check(code, "cuGraphInstantiate");
        } finally {
            JCudaDriver.cuGraphDestroy(graph);
        }
        return new RecordedGraph(executable);
    }

    private static void branches(
            List<CUstream> streams, List<Branches.Place> places, Enqueuer calls, List<CUevent> events) {
        Set<Integer> awaited = new HashSet<>();
        places.forEach(p -> awaited.addAll(p.after()));
        CUevent start = mark(streams.get(0), events);
        Set<Integer> begun = new HashSet<>(Set.of(0));
        CUevent[] ends = new CUevent[places.size()];
        for (int i = 0; i < ends.length; i++) {
            Branches.Place p = places.get(i);
            CUstream stream = streams.get(p.branch());
            if (begun.add(p.branch())) {
                await(stream, start);
            }
            p.after().forEach(c -> await(stream, ends[c]));
            calls.enqueue(i, p.branch(), stream);
            if (awaited.contains(i)) {
                ends[i] = mark(stream, events);
            }
        }
        begun.remove(0);
        begun.forEach(b -> await(streams.get(0), mark(streams.get(b), events)));
    }

    private static CUevent mark(CUstream stream, List<CUevent> events) {
        CUevent e = new CUevent();
        Status.check(JCudaDriver.cuEventCreate(e, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
        events.add(e);
        Status.check(JCudaDriver.cuEventRecord(e, stream), "cuEventRecord");
        return e;
    }

    private static void await(CUstream stream, CUevent event) {
        Status.check(JCudaDriver.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
    }

    void launch(CUstream stream) {
        Status.check(JCudaDriver.cuGraphLaunch(graph, stream), "cuGraphLaunch");
    }

    void close() {
        Status.check(JCudaDriver.cuGraphExecDestroy(graph), "cuGraphExecDestroy");
    }
}
