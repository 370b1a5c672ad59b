package org.auriflow.bench.density;

/**
 * How long is trained at most.
 *
 * @param batch rows in a step
 * @param epochs at most
 * @param patience epochs without a better validation loss after which training ends, 0 for no such end
 */
public record DensityBudget(int batch, int epochs, int patience) {}
