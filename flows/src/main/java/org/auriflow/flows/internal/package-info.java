/** What the packages of this module share; not exported. */
package org.auriflow.flows.internal;
