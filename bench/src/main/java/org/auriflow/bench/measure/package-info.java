/**
 * How fast this machine is and how time is taken: {@link org.auriflow.bench.measure.Timing}, {@link
 * org.auriflow.bench.measure.PeakProbe} and {@link org.auriflow.bench.measure.BandwidthProbe}. What is timed belongs
 * elsewhere.
 */
package org.auriflow.bench.measure;
