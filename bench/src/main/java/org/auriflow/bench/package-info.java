/**
 * The command line, whose entry class is {@link org.auriflow.bench.Main}.
 *
 * <p>This module alone plots, prints and exits. Anything that another program might want to call belongs in a library
 * module.
 */
package org.auriflow.bench;
