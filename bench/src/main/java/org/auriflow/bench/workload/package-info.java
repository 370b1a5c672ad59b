/**
 * The computations that Auriflow is timed on, the same as in {@code bench/peers/peers.py}: {@link
 * org.auriflow.bench.workload.Workloads} is the catalogue, {@link org.auriflow.bench.workload.StepTimer} times one of
 * them. Running peers belongs to {@code compare}.
 */
package org.auriflow.bench.workload;
