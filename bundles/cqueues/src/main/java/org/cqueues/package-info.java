/**
 * All of cqueues without a framework: {@link org.cqueues.Cqueues} opens the services that OSGi or Jakarta EE would inject, and closes them.
 */
@Export
@Version("0.1.0")
package org.cqueues;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
