package org.auriflow.cuda;

import java.util.List;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Plan;

/** Which kernels run a step; the choice depends on the operation, dtypes and shapes only. */
final class CallChoice {
    private CallChoice() {}

    /** Whether there is a kernel for an operation as it is; a fused one without is expanded. */
    static boolean has(Op op) {
        return !(op instanceof Fused f)
                || f.body() instanceof Rowwise
                || NormalisationCalls.has(f)
                || TransportCalls.has(f);
    }

    /** The call of a step that is not pointwise. */
    static Call of(Plan.Step s, Kernels kernels, GeneratedKernels generated, Backend backend) {
        if (s.op() instanceof Fused f && f.body() instanceof Rowwise) {
            return new RowwiseCall(s, backend, generated);
        }
        if (s.op() instanceof ProductFusion.Product p) {
            List<Plan.Operand> in = s.inputs();
            Plan.Operand bias = p.bias() ? in.get(2) : null;
            return ProductCalls.of(p.op(), in.get(0), in.get(1), bias, p.activation(), s.type(), s.output(), kernels);
        }
        Call call = CublasCall.of(s);
        call = call != null ? call : ProductCalls.of(s, kernels);
        call = call != null ? call : ReductionCalls.of(s, kernels);
        call = call != null ? call : NormalisationCalls.of(s, kernels);
        call = call != null ? call : TransportCalls.of(s, kernels);
        call = call != null ? call : MovementCalls.of(s, kernels);
        call = call != null ? call : ScanCalls.of(s, kernels);
        call = call != null ? call : IndexingCalls.of(s, kernels);
        call = call != null ? call : DrawCalls.of(s, kernels);
        call = call != null ? call : ConvolutionCalls.of(s, kernels);
        call = call != null ? call : SortCalls.of(s, kernels);
        call = call != null ? call : PoolingCalls.of(s, kernels);
        call = call != null ? call : LinearAlgebraCalls.of(s, kernels);
        call = call != null ? call : OrthogonalCalls.of(s, kernels);
        if (call == null) {
            throw new IllegalStateException(
                    "cuda: requires a kernel, got none for " + s.op() + " of " + s.inputTypes());
        }
        return call;
    }
}
