package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.transform.ActNorm;
import org.auriflow.flows.transform.BatchNormTransform;
import org.auriflow.flows.transform.Householder;
import org.auriflow.flows.transform.LuLinear;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.flows.transform.QrLinear;
import org.auriflow.flows.transform.Rotation;
import org.auriflow.flows.transform.Subset;
import org.auriflow.flows.transform.SvdLinear;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;

/** Linear and normalising maps, and maps of some of the features. */
final class LinearEntries {
    private LinearEntries() {}

    private static final Models.Factory LU = (e, c, m) -> LuLinear.fromConfig(e, c);
    private static final Models.Factory HOUSEHOLDER = (e, c, m) -> Householder.fromConfig(e, c);
    private static final Models.Factory QR = (e, c, m) -> QrLinear.fromConfig(e, c);
    private static final Models.Factory SVD = (e, c, m) -> SvdLinear.fromConfig(e, c);
    private static final Models.Factory ROTATION = (e, c, m) -> Rotation.fromConfig(e, c);
    private static final Models.Factory ACT_NORM = (e, c, m) -> ActNorm.fromConfig(e, c);
    private static final Models.Factory BATCH_NORM = (e, c, m) -> BatchNormTransform.fromConfig(e, c);

    static final List<Entry> ALL = List.of(
            entry("lu_linear", LU, (e, d) -> trained(LuLinear.of(e, 3, d))),
            entry("lu_linear", "permuted", LU, (e, d) -> trained(LuLinear.of(e, Permutation.roll(4, 1), d))),
            entry("householder", HOUSEHOLDER, (e, d) -> trained(Householder.of(e, 3, 4, d))),
            entry("householder", "odd", HOUSEHOLDER, (e, d) -> trained(Householder.of(e, 4, 1, d))),
            entry("qr_linear", QR, (e, d) -> trained(QrLinear.of(e, 3, 2, d))),
            entry("svd_linear", SVD, (e, d) -> trained(SvdLinear.of(e, 3, 2, d))),
            entry("rotation", ROTATION, (e, d) -> trained(Rotation.of(e, 3, d))),
            entry("act_norm", ACT_NORM, (e, d) -> trained(ActNorm.of(e, 3, d))),
            entry("act_norm", "of images", ACT_NORM, (e, d) -> trained(ActNorm.of(e, 2, 2, d))),
            entry("batch_norm_transform", BATCH_NORM, (e, d) -> trained(BatchNormTransform.of(e, 3, d))),
            entry(
                    "batch_norm_transform",
                    "of images",
                    BATCH_NORM,
                    (e, d) -> trained(BatchNormTransform.of(e, 2, 2, 0.2, 1e-4, d))),
            entry(
                    "subset",
                    "sliced",
                    Subset::fromConfig,
                    (e, d) -> Subset.slice(1, trained(BatchNormTransform.of(e, 2, d)), 4)),
            entry(
                    "subset",
                    "masked",
                    Subset::fromConfig,
                    (e, d) -> Subset.of(
                            new int[] {3, 0}, CouplingEntries.spline(e, d, 2, 1).transform(), 4)));

    /** Moves parameters and state by up to 0.4 from where they begin, which is the identity. */
    private static <M extends Model> M trained(M model) {
        RandomStream random = new RandomStream(8, 0);
        for (Variable v : model.variables().values()) {
            Storage s = v.value();
            for (int i = 0; i < s.size(); i++) {
                s.set(i, s.get(i) + 0.4 * (2 * random.uniform() - 1));
            }
            v.assign(Tensor.constant(v.type(), s));
        }
        return model;
    }
}
