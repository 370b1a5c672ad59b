package org.auriflow.engine.cpu;

import org.auriflow.engine.Storage;
import org.auriflow.engine.spi.Buffer;

/** A Java array; capacity may exceed the value held. */
final class CpuBuffer implements Buffer {
    private final Storage storage;

    CpuBuffer(Storage storage) {
        this.storage = storage;
    }

    Object array() {
        return storage.array();
    }

    @Override
    public void upload(Storage from) {
        if (from.size() == 1 && storage.size() != 1) {
            double v = from.get(0);
            for (int i = 0; i < storage.size(); i++) {
                storage.set(i, v);
            }
            return;
        }
        storage.copyFrom(from, 0, 0, from.size());
    }

    @Override
    public void download(Storage to) {
        to.copyFrom(storage, 0, 0, to.size());
    }

    @Override
    public void close() {}
}
