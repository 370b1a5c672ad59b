/**
 * The operations, each declared once: name, shape rule, reference implementation, derivatives, batching rule and the
 * operands on which laws test it.
 *
 * <p>{@code Ops.ALL} lists them all. Operations are grouped by family, one file each. Fast
 * kernels do not belong here; a backend keeps its own.
 */
package org.auriflow.engine.op;
