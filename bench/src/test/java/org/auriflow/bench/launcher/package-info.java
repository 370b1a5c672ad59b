/** The launcher script at the root of the project. What the commands do is tested beside them. */
package org.auriflow.bench.launcher;
