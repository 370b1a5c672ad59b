/**
 * Flows of images: what works on rows that hold channels, height and width ({@link org.auriflow.nn.ImageShape}), and the flows that
 * are built of it.
 *
 * <p>Begin with {@link org.auriflow.flows.image.Glow}. Networks of images belong in {@code org.auriflow.nn}, convolutions in
 * {@code org.auriflow.engine}.
 */
package org.auriflow.flows.image;
