/**
 * JMH benchmarks. Run them all with {@code java --add-modules jdk.incubator.vector -cp "bench/target/auriflow-bench.jar:bench/target/lib/*"
 * org.openjdk.jmh.Main}, or some by naming them.
 */
package org.auriflow.bench.jmh;
