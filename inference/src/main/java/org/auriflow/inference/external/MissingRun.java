package org.auriflow.inference.external;

/**
 * A run that is not in the file.
 *
 * @param run its number
 * @param message names the run, its seed and θ, and what went wrong
 */
public record MissingRun(long run, String message) {}
