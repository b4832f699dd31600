package org.cqueues.dns.impl;

import org.cqueues.dns.RecordClass;
import org.cqueues.dns.RecordType;
import org.cqueues.dns.ResourceRecord;

/** What is asked: value. Equal to every other way to write it, for case does not matter in names (RFC 4343). */
final class Question {
    private final String name;
    private final RecordType type;
    private final RecordClass recordClass;
    private final int hash; // at once, because maps ask for it again and again

    /**
     * Makes a question.
     *
     * @param name fully qualified, as the user wrote it
     */
    Question(String name, RecordType type, RecordClass recordClass) {
        this.name = name;
        this.type = type;
        this.recordClass = recordClass;
        int sum = type.number() * 31 + recordClass.number();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            sum = sum * 31 + (c >= 'A' && c <= 'Z' ? c + 0x20 : c);
        }
        hash = sum;
    }

    /** {@return the name, fully qualified, as the user wrote it} */
    String name() {
        return name;
    }

    RecordType type() {
        return type;
    }

    RecordClass recordClass() {
        return recordClass;
    }

    /** {@return the same for another name} */
    Question of(String other) {
        return other.equals(name) ? this : new Question(other, type, recordClass);
    }

    ResourceRecord record() {
        return RecordFormat.question(name, type, recordClass);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Question that
                        && hash == that.hash
                        && name.equalsIgnoreCase(that.name)
                        && type.equals(that.type)
                        && recordClass.equals(that.recordClass);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name + " " + recordClass + " " + type;
    }
}
