package org.auriflow.inference.geometry;

/**
 * A shortest way, at constant speed.
 *
 * @param points at equal distances from each other, both ends included, shape (n, P)
 * @param velocity dθ/ds at the first point, s from 0 to 1
 * @param length in standard deviations of one event, or of as many as the metric stands for
 */
public record Geodesic(double[][] points, double[] velocity, double length) {}
