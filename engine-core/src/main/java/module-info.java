/**
 * Tensors, automatic differentiation, compiled programs, the CPU backend and random numbers.
 *
 * <p>SIMD kernels are used where the virtual machine was started with {@code --add-modules
 * jdk.incubator.vector}; without it plain loops serve.
 */
@SuppressWarnings("module") // The CUDA backend is compiled later.
module org.auriflow.engine {
    requires static jdk.incubator.vector;
    requires ejml.core;
    requires ejml.ddense;

    exports org.auriflow.engine;
    exports org.auriflow.engine.op;
    exports org.auriflow.engine.spi;
    exports org.auriflow.engine.compile to
            org.auriflow.cuda;

    uses org.auriflow.engine.spi.BackendProvider;
}
