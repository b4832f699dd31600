/**
 * The command line. A {@link org.cqueues.shell.Command} registered as an OSGi service becomes a command of {@code bin/cqueues}; with the properties
 * {@code osgi.command.scope} and {@code osgi.command.function} it is one of Gogo's too.
 */
@Export
@Version("0.1.0")
package org.cqueues.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
