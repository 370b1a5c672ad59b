/**
 * Simulated and observed events from files: {@link org.auriflow.inference.data.EventFile} reads observables, {@link
 * org.auriflow.inference.data.PathReplay} replays recorded choices through a simulator, and {@link
 * org.auriflow.inference.data.TableFile} reads any table of numbers. {@link org.auriflow.inference.data.RunFiles} reads and
 * writes tables of simulated runs with their gold, and {@link org.auriflow.inference.data.RunAppender} adds to them.
 *
 * <p>Files are CSV with a header, plain or gzip-compressed; tables may also be arrays of NumPy. What is wrong in one is said
 * with file, line and column.
 *
 * <p>Does not belong here: training batches, and formats of particular experiments.
 */
package org.auriflow.inference.data;
