package java.net.spi;

/** What this project uses of the JDK's type, which JDK 17 does not have. Compiled against, and never shipped. */
public abstract class InetAddressResolverProvider {
    public abstract InetAddressResolver get(Configuration configuration);

    public abstract String name();

    public interface Configuration {
        InetAddressResolver builtinResolver();

        String lookupLocalHostName();
    }
}
