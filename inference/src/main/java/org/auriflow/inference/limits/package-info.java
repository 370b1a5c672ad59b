/**
 * From a likelihood to a discovery or a limit: rates, constraint terms, Asimov data, test statistics with their asymptotic and
 * simulated distributions, CLs and upper limits.
 *
 * <p>Compose the likelihood of an analysis from {@link org.auriflow.inference.limits.PoissonLikelihood}, the events' log
 * ratios and a {@link org.auriflow.inference.limits.Constraint} for each nuisance parameter by {@link
 * org.auriflow.inference.statistics.LogLikelihood#plus}; profile or marginalise; scan; and hand the scans to an {@link
 * org.auriflow.inference.limits.AsymptoticTest} or a {@link org.auriflow.inference.limits.ToyTest}.
 *
 * <p>Does not belong here: confidence sets in general (statistics), training, simulators.
 */
package org.auriflow.inference.limits;
