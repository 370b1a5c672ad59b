/** Probability densities in closed form, with exact samples: bases of flows, and densities of their own. */
package org.auriflow.flows.distribution;
