package org.auriflow.cuda;

import jcuda.driver.CUfunction;

/**
 * A loaded kernel.
 *
 * @param name of its entry
 * @param function handle of the driver
 */
record Kernel(String name, CUfunction function) {}
