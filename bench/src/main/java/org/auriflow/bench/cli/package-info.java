/**
 * The subcommands of {@code auriflow}, put together by {@link org.auriflow.bench.cli.CommandTree}.
 *
 * <p>Results go to standard output, progress and complaints to standard error, one line each. What a command computes
 * belongs elsewhere.
 */
package org.auriflow.bench.cli;
