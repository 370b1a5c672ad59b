package org.auriflow.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;

/** A compiled step over batches of one size, with the host buffers its columns are gathered in. */
final class BatchProgram implements AutoCloseable {
    private static final String COLUMN = "column.";
    private static final String RATE = "learning_rate";
    static final String LOSS = "loss";
    static final String NORM = "gradient_norm";

    private final int rows;
    private final Run run;
    private final Map<String, Storage> columns = new LinkedHashMap<>();
    private final Storage rate = Storage.allocate(DType.FLOAT64, 1);

    BatchProgram(Program program, DataSet data, int rows) {
        this.rows = rows;
        for (String name : data.names()) {
            // A loss need not use every column.
            if (program.inputTypes().containsKey(COLUMN + name)) {
                columns.put(name, Storage.allocate(DType.FLOAT32, rows * data.width(name)));
            }
        }
        this.run = program.open();
    }

    /** Placeholders of all columns of a batch. */
    static Map<String, Tensor> placeholders(DataSet data, int rows) {
        Map<String, Tensor> batch = new LinkedHashMap<>();
        for (String name : data.names()) {
            batch.put(name, Tensor.input(COLUMN + name, DType.FLOAT32, Shape.of(rows, data.width(name))));
        }
        return batch;
    }

    /** Placeholder of the learning rate, a float64 scalar. */
    static Tensor learningRate() {
        return Tensor.input(RATE, DType.FLOAT64, Shape.SCALAR);
    }

    static Program.Builder begin(Engine engine, Tensor loss) {
        return Program.builder(engine).output(LOSS, loss);
    }

    /** Runs on rows order[begin…begin+rows), or begin… without an order. */
    void execute(DataSet data, int[] order, int begin) {
        columns.forEach((name, staging) -> {
            data.copy(name, begin, begin + rows, order, (float[]) staging.array());
            run.set(COLUMN + name, staging);
        });
        run.execute();
    }

    void setLearningRate(double value) {
        rate.set(0, value);
        run.set(RATE, rate);
    }

    double item(String output) {
        return run.item(output);
    }

    @Override
    public void close() {
        run.close();
    }
}
