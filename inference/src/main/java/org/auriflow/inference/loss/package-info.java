/**
 * Losses that turn mined gold into estimators of likelihood ratios and scores.
 *
 * <p>{@link org.auriflow.inference.loss.Losses} lists them.
 * A loss is a function from tensors to a scalar tensor, in nats or squared score; networks and training do not belong
 * here.
 */
package org.auriflow.inference.loss;
