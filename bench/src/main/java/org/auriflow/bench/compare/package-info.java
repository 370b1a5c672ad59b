/**
 * Our steps beside those of peers on the same machine: {@link org.auriflow.bench.compare.Comparison} runs them in turns,
 * {@link org.auriflow.bench.compare.PerformancePage} and {@link org.auriflow.bench.compare.PerformanceFile} write down
 * what it found. Defining workloads belongs to {@code workload}.
 */
package org.auriflow.bench.compare;
