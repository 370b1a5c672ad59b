/** The rules of the house, checked on compiled classes. What a class computes is tested in its own module. */
package org.auriflow.bench.architecture;
