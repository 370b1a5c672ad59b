/** Measures what information geometry makes of learned scores and ratios against closed forms. Begin with {@code GaussianInformation}. */
package org.auriflow.bench.information;
