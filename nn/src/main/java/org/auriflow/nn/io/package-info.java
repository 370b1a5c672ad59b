/**
 * Files: safetensors, JSON, models, all written completely or not at all.
 *
 * <p>Begin with {@link org.auriflow.nn.io.ModelFiles}. The state of an unfinished training is written by {@code
 * org.auriflow.nn.train}; formats of events and results do not belong here.
 */
package org.auriflow.nn.io;
