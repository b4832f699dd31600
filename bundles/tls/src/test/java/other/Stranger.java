package other;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Code of somebody else that uses an engine. */
public final class Stranger {
    private Stranger() {}

    /** Feeds an engine with bytes. */
    public static void feed(SSLEngine engine, byte[] bytes) throws SSLException {
        engine.unwrap(ByteBuffer.wrap(bytes), ByteBuffer.allocate(40_000));
    }
}
