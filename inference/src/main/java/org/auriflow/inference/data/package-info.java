/**
 * Simulated and observed events from files: {@link org.auriflow.inference.data.EventFile} reads observables, {@link
 * org.auriflow.inference.data.PathReplay} replays recorded choices through a simulator.
 *
 * <p>Files are CSV with a header, plain or gzip-compressed. What is wrong in one is said with file, line and column.
 *
 * <p>Does not belong here: training batches, and formats of particular experiments.
 */
package org.auriflow.inference.data;
