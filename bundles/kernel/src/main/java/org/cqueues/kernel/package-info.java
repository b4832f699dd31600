/**
 * What the rest of cqueues needs from an operating system, as small interfaces named after the C calls behind them.
 *
 * <p>Calls return a value of at least 0 or a negative errno, and never block except where they say so. Descriptors are close-on-exec
 * and non-blocking from birth. A {@link org.cqueues.kernel.Kernel} is the entry; because it is an interface, a simulated one can stand in.
 */
@Export
@Version("0.1.0")
package org.cqueues.kernel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
