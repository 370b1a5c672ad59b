/** CUDA kernels and the backend that launches them, found by the engine through {@link java.util.ServiceLoader}. */
module org.auriflow.cuda {
    requires org.auriflow.engine;
    requires jcuda;
    requires jcublas;

    provides org.auriflow.engine.spi.BackendProvider with
            org.auriflow.cuda.CudaProvider;
}
