package org.auriflow.inference.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.inference.loss.RatioBatch;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Standardiser;

/**
 * The graph of log r̂(x | θ0, θ1): standardised x and θ into one network f.
 *
 * <p>Against a reference point, log r̂ = f(x, θ0). Doubly parameterised, log r̂ = f(x, θ0, θ1) − f(x, θ1, θ0), which is
 * antisymmetric by construction.
 *
 * @param loss decides how the network's output becomes log r̂
 * @param doubly whether θ1 varies too
 * @param network f
 * @param xScale standardises x [B, d]
 * @param thetaScale standardises θ [B, k]
 */
record RatioNetwork(RatioLoss loss, boolean doubly, Model network, Standardiser xScale, Standardiser thetaScale) {
    /** Log ratio with the tensors that scores are derivatives with respect to. */
    record Output(Tensor logR, Tensor theta0, Tensor theta1) {}

    /** From raw x [B, d], θ0 and θ1 [B, k] to log r̂ [B, 1] and the standardised θ. */
    Output call(Tensor x, Tensor theta0, Tensor theta1, Pass pass) {
        Tensor xs = xScale.call(x, pass);
        Tensor t0 = thetaScale.call(theta0, pass);
        Tensor t1 = doubly ? thetaScale.call(theta1, pass) : null;
        Tensor f = doubly
                ? network.call(Tensor.concatenate(1, xs, t0, t1), pass)
                        .sub(network.call(Tensor.concatenate(1, xs, t1, t0), pass))
                : network.call(Tensor.concatenate(1, xs, t0), pass);
        return new Output(loss.logRatio(f), t0, t1);
    }

    /**
     * The training loss of a batch of columns; joint scores come already scaled to standardised θ.
     *
     * @param steps of the whole training
     */
    Tensor loss(Map<String, Tensor> batch, Pass pass, double steps) {
        Output out = call(batch.get("x"), batch.get("theta0"), batch.get("theta1"), pass);
        List<RatioBatch.ScorePair> scores = new ArrayList<>();
        if (loss.needsScore()) {
            Tensor total = out.logR.sum();
            scores.add(new RatioBatch.ScorePair(0, Grad.grad(total, out.theta0), batch.get("t_xz0")));
            if (doubly) {
                // The score at θ1 is that of the denominator: ∇θ1 log p(x|θ1) = −∇θ1 log r.
                scores.add(
                        new RatioBatch.ScorePair(1, Grad.grad(total, out.theta1).neg(), batch.get("t_xz1")));
            }
        }
        Tensor one = batch.get("theta1");
        Tensor theta1 = doubly || one == null ? out.theta1 : thetaScale.call(one, pass);
        Tensor progress = TrainingOptions.progress(pass, steps, out.logR.dtype());
        return loss.of(new RatioBatch(
                out.logR,
                batch.get("y"),
                batch.get("log_r_xz"),
                out.theta0,
                theta1,
                scores,
                batch.get("weights"),
                progress));
    }

    /** What training changes. */
    Map<String, Variable> trainable() {
        return network.parameters();
    }
}
