/**
 * Flows along a learned velocity, trained by flow matching or by their density, and solved with fixed or adaptive steps.
 *
 * <p>Begin with {@link org.auriflow.flows.continuous.ContinuousFlow}. Everything here integrates an ordinary differential
 * equation; maps with a finite number of layers belong in {@code org.auriflow.flows.transform}.
 */
package org.auriflow.flows.continuous;
