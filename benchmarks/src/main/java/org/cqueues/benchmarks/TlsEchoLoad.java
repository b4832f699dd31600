package org.cqueues.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Closed-loop load for a line echo server through TLS 1.3: {@code TlsEchoLoad PORT CONNECTIONS SECONDS SIZE}. Each connection, a thread of its own, has one
 * line of SIZE bytes on its way. Handshakes are over before the time begins. Prints the lines echoed and the lines a second.
 */
public final class TlsEchoLoad {
    private static final LongAdder ECHOED = new LongAdder();

    private TlsEchoLoad() {}

    private static final class AnyServer implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException("there are no clients here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // a server of the benchmark, whichever it is
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /**
     * Loads a server on this machine.
     *
     * @param args port, connections, seconds, bytes a line with its end
     */
    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[1]);
        long nanos = (long) (Double.parseDouble(args[2]) * 1e9);
        byte[] line = new byte[Integer.parseInt(args[3])];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {new AnyServer()}, new SecureRandom());
        CountDownLatch begin = new CountDownLatch(1);
        Thread[] threads = new Thread[connections];
        for (int i = 0; i < connections; i++) {
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            threads[i] = new Thread(() -> load(socket, line, begin, nanos));
            threads[i].start();
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        if (ECHOED.sum() == 0) {
            throw new IllegalStateException("no line came back");
        }
        System.out.printf("%d %.0f%n", ECHOED.sum(), ECHOED.sum() * 1e9 / nanos);
        System.exit(0); // without a farewell to each connection
    }

    private static void load(SSLSocket socket, byte[] line, CountDownLatch begin, long nanos) {
        byte[] back = new byte[line.length];
        try {
            begin.await();
            InputStream in = socket.getInputStream();
            for (long end = System.nanoTime() + nanos; System.nanoTime() - end < 0; ) {
                socket.getOutputStream().write(line);
                if (in.readNBytes(back, 0, back.length) < back.length || !Arrays.equals(back, line)) {
                    throw new IllegalStateException("a line did not come back as it was sent");
                }
                ECHOED.increment();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the server failed", e);
        }
    }
}
