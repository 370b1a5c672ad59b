/**
 * Methods compared on a problem with a known answer: how large their errors are after so many runs, and how much the statistic that they
 * learn can say. Begin with {@link org.auriflow.inference.comparison.SampleEfficiency}; a method of one's own joins as a
 * {@link org.auriflow.inference.comparison.ComparedMethod}. Tables, figures and files belong in the bench.
 */
package org.auriflow.inference.comparison;
