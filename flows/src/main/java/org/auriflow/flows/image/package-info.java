/**
 * Flows of images: what works on rows that hold channels, height and width ({@link org.auriflow.nn.ImageShape}).
 *
 * <p>Begin with {@link org.auriflow.flows.Glow} and {@link org.auriflow.flows.RealNvp}. Networks of images belong in {@code org.auriflow.nn}, convolutions in
 * {@code org.auriflow.engine}.
 */
package org.auriflow.flows.image;
