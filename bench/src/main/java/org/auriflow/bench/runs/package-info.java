/**
 * The steps on a user's own files of runs: training ({@link org.auriflow.bench.runs.RunsTraining}), evaluation ({@link
 * org.auriflow.bench.runs.RunsEvaluation}) and statements about events ({@link org.auriflow.bench.runs.EventsInference}).
 * What options are called belongs to the command line.
 */
package org.auriflow.bench.runs;
