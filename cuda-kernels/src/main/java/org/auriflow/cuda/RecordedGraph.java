package org.auriflow.cuda;

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

    /** Records what {@code work} enqueues on a stream, where none of it runs. */
    static RecordedGraph of(CUstream recorder, Runnable work) {
        CUgraph graph = new CUgraph();
        Status.check(
                JCudaDriver.cuStreamBeginCapture(recorder, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "cuStreamBeginCapture");
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            int code = JCudaDriver.cuStreamEndCapture(recorder, graph);
            if (done) {
                Status.check(code, "cuStreamEndCapture");
            } else if (code == 0) {
                JCudaDriver.cuGraphDestroy(graph);
            }
        }
        CUgraphExec executable = new CUgraphExec();
        try {
            Status.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0), "cuGraphInstantiate");
        } finally {
            JCudaDriver.cuGraphDestroy(graph);
        }
        return new RecordedGraph(executable);
    }

    void launch(CUstream stream) {
        Status.check(JCudaDriver.cuGraphLaunch(graph, stream), "cuGraphLaunch");
    }

    void close() {
        Status.check(JCudaDriver.cuGraphExecDestroy(graph), "cuGraphExecDestroy");
    }
}
