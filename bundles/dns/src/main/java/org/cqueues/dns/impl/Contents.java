package org.cqueues.dns.impl;

import java.util.List;
import org.cqueues.dns.ResourceRecord;
import org.cqueues.dns.Section;

/** The records of a packet in their order, and what is mostly asked of them, for which they need not be there as objects: contract of a value. Any thread. */
interface Contents {
    /** {@return how many records there are} */
    int size();

    /** {@return the section of a record} */
    Section section(int index);

    /** {@return the number of a record's type} */
    int type(int index);

    /** {@return a record's TTL, 0 to 2<sup>32</sup> - 1} */
    long ttl(int index);

    /** {@return whether a name, fully qualified and in any case, is that of a record's owner} */
    boolean isOf(int index, String name);

    /** {@return how many bytes they take, about} */
    int bytes();

    /** {@return all records; unmodifiable} */
    List<ResourceRecord> all();

    /** Of records that are there. */
    record Listed(List<ResourceRecord> all) implements Contents {
        private static final int DATA = 10; // type, class, TTL and length before it

        @Override
        public int size() {
            return all.size();
        }

        @Override
        public Section section(int index) {
            return all.get(index).section();
        }

        @Override
        public int type(int index) {
            return all.get(index).type().number();
        }

        @Override
        public long ttl(int index) {
            return all.get(index).ttl();
        }

        @Override
        public boolean isOf(int index, String name) {
            return all.get(index).name().equalsIgnoreCase(name);
        }

        @Override
        public int bytes() {
            return all.stream()
                    .mapToInt(record -> record.name().length() + DATA + record.rdata().length)
                    .sum();
        }
    }
}
