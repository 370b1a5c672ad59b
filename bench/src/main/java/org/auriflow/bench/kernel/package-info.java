/** Single kernels, timed by JMH and set against what the machine could do. */
package org.auriflow.bench.kernel;
