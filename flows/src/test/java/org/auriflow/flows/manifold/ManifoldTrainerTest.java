package org.auriflow.flows.manifold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.EpochMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The phases of every scheme, on an arc in the plane. */
class ManifoldTrainerTest {
    @TempDir
    Path directory;

    /** x = (cos φ, sin φ) with φ ~ N(1 + c/2, 0.3²); the score is that of φ. */
    private static DataSet arc(int rows) {
        RandomStream random = new RandomStream(5, 2);
        float[] x = new float[2 * rows];
        float[] c = new float[rows];
        float[] t = new float[rows];
        for (int i = 0; i < rows; i++) {
            c[i] = (float) (2 * random.uniform() - 1);
            double z = random.normal();
            double phi = 1 + 0.5 * c[i] + 0.3 * z;
            x[2 * i] = (float) Math.cos(phi);
            x[2 * i + 1] = (float) Math.sin(phi);
            t[i] = (float) (z / 0.3 * 0.5);
        }
        return DataSet.builder()
                .column("x", x, 2)
                .column("context", c, 1)
                .column("score", t, 1)
                .build();
    }

    private static ManifoldArchitecture architecture(Engine engine) {
        return ManifoldArchitecture.builder(engine)
                .width(2)
                .latent(1)
                .context(1)
                .layers(2, 2)
                .spline(5, 3)
                .network(12, 1)
                .seed(3)
                .build();
    }

    private static ManifoldTrainer.Builder trainer(Engine engine, Distribution p, TrainingScheme scheme) {
        return ManifoldTrainer.builder(engine, p, arc(600))
                .scheme(scheme)
                .epochs(6)
                .batchSize(50)
                .transportBatch(100)
                .learningRate(5e-3)
                .divergence(new SinkhornDivergence(0.1, 0.6, 4))
                .seed(1);
    }

    private static Map<String, double[]> values(Map<String, Variable> variables) {
        Map<String, double[]> all = new HashMap<>();
        variables.forEach((k, v) -> all.put(k, v.snapshot().toDoubleArray()));
        return all;
    }

    @ParameterizedTest
    @EnumSource(TrainingScheme.class)
    void everySchemeLowersItsLosses(TrainingScheme scheme) {
        try (Engine engine = Engine.cpu(1)) {
            boolean likelihood = scheme == TrainingScheme.LIKELIHOOD;
            Distribution p = likelihood
                    ? architecture(engine).pie(0.05, true)
                    : architecture(engine).manifoldFlow();
            List<String> told = new ArrayList<>();
            List<ManifoldTrainer.Phase> phases = trainer(engine, p, scheme)
                    .listener((phase, m) -> told.add(phase))
                    .build()
                    .train();
            List<String> names =
                    phases.stream().map(ManifoldTrainer.Phase::name).toList();
            assertEquals(
                    switch (scheme) {
                        case LIKELIHOOD -> List.of("likelihood");
                        case SIMULTANEOUS -> List.of("manifold", "both", "density");
                        case SEQUENTIAL, ALTERNATING -> List.of("manifold", "density");
                        case TRANSPORT -> List.of("transport");
                        case TRANSPORT_ALTERNATING -> List.of("transport", "density");
                    },
                    names);
            assertEquals(6, told.size());
            for (ManifoldTrainer.Phase f : phases) {
                List<EpochMetrics> h = f.result().history();
                // While the manifold moves, the density follows another target in each epoch.
                boolean moving = f.name().equals("density") && names.size() == 2 && scheme != TrainingScheme.SEQUENTIAL;
                assertTrue(
                        moving || h.get(h.size() - 1).trainingLoss() < h.get(0).trainingLoss(),
                        scheme + " " + f.name() + " " + h);
            }
            if (scheme == TrainingScheme.ALTERNATING) {
                assertEquals(List.of("manifold", "density", "manifold", "density", "manifold", "density"), told);
            }
        }
    }

    @Test
    void densityOnAKnownManifoldLeavesItAloneAndAgreesWithEncodingInEveryStep() {
        try (Engine engine = Engine.cpu(1)) {
            ManifoldFlow p = architecture(engine).manifoldFlow();
            Map<String, double[]> before = values(p.embedding().parameters());
            trainer(engine, p, TrainingScheme.SEQUENTIAL).epochs(4).build().train();
            Map<String, double[]> after = values(p.embedding().parameters());
            double moved = 0;
            for (String k : before.keySet()) {
                for (int i = 0; i < before.get(k).length; i++) {
                    moved = Math.max(moved, Math.abs(after.get(k)[i] - before.get(k)[i]));
                }
            }
            assertTrue(moved > 1e-3, "the manifold phase moves it");
            List<ManifoldTrainer.Phase> again = trainer(engine, p, TrainingScheme.ALTERNATING)
                    .epochs(2)
                    .learningRate(1e-12)
                    .build()
                    .train();
            double inTurns = again.get(1).result().history().get(0).trainingLoss();
            DataSet encoded = EncodedRows.of(engine, p, arc(600));
            double once = p.density()
                    .logProb(encoded.tensor("x"), encoded.tensor("context"))
                    .mean()
                    .neg()
                    .item();
            assertEquals(once, inTurns, 1e-4);
        }
    }

    @Test
    void scoresBringTheGradientOfTheDensityNearer() {
        double[] error = new double[2];
        for (int k = 0; k < 2; k++) {
            try (Engine engine = Engine.cpu(1)) {
                Distribution p = architecture(engine).ambientFlow();
                trainer(engine, p, TrainingScheme.LIKELIHOOD)
                        .scoreWeight(k == 0 ? 0 : 1)
                        .build()
                        .train();
                DataSet d = arc(300);
                error[k] = ManifoldLosses.score(
                                p, d.tensor("x"), d.tensor("context"), d.tensor("score"), Pass.evaluation())
                        .item();
            }
        }
        assertTrue(error[1] < 0.9 * error[0], error[0] + " without, " + error[1] + " with scores");
    }

    @Test
    void nuclearWeightShrinksTheManifoldPhasesJacobian() {
        double[] norm = new double[2];
        for (int k = 0; k < 2; k++) {
            try (Engine engine = Engine.cpu(1)) {
                ManifoldFlow p = architecture(engine).manifoldFlow();
                trainer(engine, p, TrainingScheme.SEQUENTIAL)
                        .epochs(4)
                        .reconstructionWeight(1)
                        .nuclearWeight(k)
                        .build()
                        .train();
                Pass pass = Pass.evaluation();
                Tensor u = p.embedding().encode(arc(300).tensor("x"), null, pass);
                norm[k] =
                        ManifoldLosses.nuclearNorm(p.embedding(), u, null, pass).item();
            }
        }
        assertTrue(norm[1] < 0.9 * norm[0], norm[0] + " without, " + norm[1] + " with it");
    }

    @ParameterizedTest
    @EnumSource(
            value = TrainingScheme.class,
            names = {"SEQUENTIAL", "ALTERNATING"})
    void aStoppedTrainingGoesOnInItsPhase(TrainingScheme scheme) {
        Map<String, double[]> whole = run(scheme, directory.resolve("whole"), -1);
        run(scheme, directory.resolve("parts"), 4);
        Map<String, double[]> parts = run(scheme, directory.resolve("parts"), -1);
        whole.forEach((name, v) -> assertArrayEquals(v, parts.get(name), name));
    }

    private static Map<String, double[]> run(TrainingScheme scheme, Path checkpoints, int stopAfter) {
        try (Engine engine = Engine.cpu(1)) {
            ManifoldFlow p = architecture(engine).manifoldFlow();
            Cancellation flag = new Cancellation();
            int[] epochs = {0};
            checkpoints.toFile().mkdirs();
            trainer(engine, p, scheme)
                    .checkpoints(checkpoints)
                    .cancellation(flag)
                    .listener((phase, m) -> {
                        if (++epochs[0] == stopAfter) {
                            flag.cancel();
                        }
                    })
                    .build()
                    .train();
            return values(p.parameters());
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            ManifoldArchitecture a = architecture(engine);
            refuses("a model of a manifold", () -> trainer(engine, a.ambientFlow(), TrainingScheme.SEQUENTIAL)
                    .build());
            DataSet noContext = DataSet.builder().column("x", new float[20], 2).build();
            refuses("a column 'context' of width 1", () -> ManifoldTrainer.builder(engine, a.manifoldFlow(), noContext)
                    .build());
            DataSet wide = DataSet.builder()
                    .column("x", new float[30], 3)
                    .column("context", new float[10], 1)
                    .build();
            refuses("a column 'x' of width 2", () -> ManifoldTrainer.builder(engine, a.manifoldFlow(), wide)
                    .build());
            refuses("a dimension from 1 to d - 1", () -> ManifoldArchitecture.builder(engine)
                    .width(2)
                    .latent(2)
                    .build());
        }
    }

    private static void refuses(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains("requires " + part) && message.contains(", got "), message);
    }

    @Test
    void huberIsSquaredNearAndLinearFar() {
        Tensor r = Tensor.of(new double[] {-0.5, 0.25, 3, -2});
        double[] each = Reconstruction.HUBER.of(r).toDoubleArray();
        assertArrayEquals(new double[] {0.25, 0.0625, 5, 3}, each, 1e-15);
        assertEquals(
                5.75 / 4, Reconstruction.ABSOLUTE.loss(Tensor.zerosLike(r), r).item(), 1e-15);
        assertEquals(
                (0.25 + 0.0625 + 9 + 4) / 4,
                Reconstruction.SQUARED.loss(Tensor.zerosLike(r), r).item(),
                1e-15);
    }
}
