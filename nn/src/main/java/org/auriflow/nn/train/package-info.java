/**
 * Training: data sets, optimisers, schedules and the loop that runs compiled steps.
 *
 * <p>Begin with {@link org.auriflow.nn.train.Trainer}. What is minimised is the caller's {@link
 * org.auriflow.nn.train.LossFunction}; losses of simulation-based inference and progress bars do not belong here.
 */
package org.auriflow.nn.train;
