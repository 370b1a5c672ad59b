package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import jcuda.driver.JCudaDriver;
import org.auriflow.cuda.natives.JCudaNatives;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.BackendProvider;

/** Opens NVIDIA cards through the driver; where there is none it says why, and nothing else changes. */
public final class CudaProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CudaProvider() {}

    @Override
    public String kind() {
        return "cuda";
    }

    @Override
    public String describe() {
        return Driver.get().description();
    }

    @Override
    public List<String> details() {
        Driver driver = Driver.get();
        if (!driver.isAvailable()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(driver.cards());
        lines.add("products: " + JCudaNatives.cublas().description());
        lines.add("kernels: prebuilt PTX for compute capability 7.5 and later, chains written by the engine");
        return lines;
    }

    @Override
    public Backend open(int index) {
        Driver driver = Driver.get();
        if (!driver.isAvailable()) {
            throw new IllegalArgumentException("device: requires an NVIDIA driver and card, got 'cuda:" + index
                    + "' and " + driver.description() + "; available: cpu");
        }
        if (index < 0 || index >= driver.devices()) {
            throw new IllegalArgumentException("device: requires a card from 0 to " + (driver.devices() - 1)
                    + ", got 'cuda:" + index + "'; see ./auriflow info");
        }
        JCudaDriver.setExceptionsEnabled(false);
        return new CudaBackend(new Device(index));
    }
}
