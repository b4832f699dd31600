package java.net.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** What this project uses of the JDK's type, which JDK 17 does not have. Compiled against, and never shipped. */
public interface InetAddressResolver {
    Stream<InetAddress> lookupByName(String host, LookupPolicy lookupPolicy) throws UnknownHostException;

    String lookupByAddress(byte[] addr) throws UnknownHostException;

    final class LookupPolicy {
        public static final int IPV4 = 1;
        public static final int IPV6 = 2;
        public static final int IPV4_FIRST = 4;
        public static final int IPV6_FIRST = 8;

        private LookupPolicy() {}

        public int characteristics() {
            throw new UnsupportedOperationException();
        }
    }
}
