/**
 * Errors of methods against the number of training runs, as tables, figures and files; {@link
 * org.auriflow.bench.efficiency.EfficiencyReport} writes them. What is measured, and how, is in {@code
 * org.auriflow.inference.comparison}.
 */
package org.auriflow.bench.efficiency;
