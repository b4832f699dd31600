package org.cqueues.notify;

/** Which files of a directory a {@link Notifier} tells of. */
public enum Scope {
    /** Those that were added by name, and the directory itself, as {@code "."}. The guide's. */
    NAMES,
    /** Every entry, and what happens to the directory itself, as {@code "."}. */
    ENTRIES,
    /**
     * Every entry, and every entry of the directories below, by its path from the top, such as {@code "a/b"}. Symbolic links are not followed. What is below
     * a directory that is renamed inside is told by that rename alone; what goes with one that is removed or goes elsewhere is told name by name, but for what
     * has come under the same name. Who mirrors the tree looks through a directory that is told as renamed, or as {@link Flag#DELETE deleted} and there again,
     * because several changes may be told as one. A directory from which a file system is unmounted is told {@link Flag#REVOKE}, and nothing of what
     * is below it any more.
     */
    TREE
}
