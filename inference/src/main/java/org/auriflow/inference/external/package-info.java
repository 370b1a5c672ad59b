/**
 * Simulation as a job that can be killed and resumed: {@link org.auriflow.inference.external.SimulationJob} streams runs of a
 * simulator in Java, or of any other program ({@link org.auriflow.inference.external.ExternalSimulator}), into a file.
 *
 * <p>Does not belong here: the format of the file, which is in {@link org.auriflow.inference.data}, and simulators themselves.
 */
package org.auriflow.inference.external;
