/**
 * Another project's view of the built jars: what it needs, how it compiles against them, what it prints.
 *
 * <p>The program itself is the resource {@code consumer/Consumer.java}. Tests of behaviour belong in the modules.
 */
package org.auriflow.bench.consumer;
