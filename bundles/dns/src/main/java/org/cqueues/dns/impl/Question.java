package org.cqueues.dns.impl;

import java.util.Locale;
import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;

/**
 * What is asked: value.
 *
 * @param name fully qualified, as the user wrote it
 * @param type type
 * @param recordClass class
 */
record Question(String name, RecordType type, RecordClass recordClass) {
    /** {@return the same question for every way to write it} */
    Question key() {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(name) ? this : new Question(lower, type, recordClass);
    }

    Question of(String other) {
        return new Question(other, type, recordClass);
    }

    ResourceRecord record() {
        return RecordFormat.question(name, type, recordClass);
    }

    @Override
    public int hashCode() {
        return (name.hashCode() * 31 + type.number()) * 31 + recordClass.number();
    }

    @Override
    public String toString() {
        return name + " " + recordClass + " " + type;
    }
}
