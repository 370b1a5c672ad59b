/** Families of increasing functions of one number: what couplings and autoregressive maps apply to each feature. */
package org.auriflow.flows.elementwise;
