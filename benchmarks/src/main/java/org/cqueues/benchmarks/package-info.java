/** Measures cqueues beside what the JDK offers for the same work. Run by {@code benchmarks/run}; see {@code benchmarks/README.md}. */
package org.cqueues.benchmarks;
