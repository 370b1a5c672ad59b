/**
 * What a device backend implements: allocate, copy in and out, compile a {@link org.auriflow.engine.spi.Plan}, run it.
 *
 * <p>Begin with {@link org.auriflow.engine.spi.Backend}. Users of the library do not need this package.
 */
package org.auriflow.engine.spi;
