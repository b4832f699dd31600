package org.cqueues.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Asks a server for addresses of names: {@code PeerDnsQueries netty|netty-ports|dnsjava PORT AT-A-TIME SECONDS [NAMES]}. Without a number of names they are ever new. Prints once a second how many answers there were
 * so far, and the nanoseconds on CPU of the process. {@code netty-ports} has a socket of its own for each query, {@code netty} one for all.
 */
public final class PeerDnsQueries {
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong names = new AtomicLong();

    private final long different;

    private PeerDnsQueries(long different) {
        this.different = different;
    }

    /**
     * Asks for a number of seconds.
     *
     * @param args whose resolver, port on the loopback, how many at a time, for how long, and how many names
     */
    public static void main(String[] args) throws Exception {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1]));
        int width = Integer.parseInt(args[2]);
        PeerDnsQueries queries = new PeerDnsQueries(args.length > 4 ? Long.parseLong(args[4]) : Long.MAX_VALUE);
        if (args[0].equals("dnsjava")) {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTimeout(Duration.ofSeconds(5));
            for (int i = 0; i < width; i++) {
                queries.ask(resolver);
            }
        } else {
            EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
            DnsNameResolver resolver = new DnsNameResolverBuilder(loop)
                    .datagramChannelType(EpollDatagramChannel.class)
                    .nameServerProvider(new SingletonDnsServerAddressStreamProvider(server))
                    .datagramChannelStrategy(
                            args[0].equals("netty")
                                    ? DnsNameResolverChannelStrategy.ChannelPerResolver
                                    : DnsNameResolverChannelStrategy.ChannelPerResolution)
                    .optResourceEnabled(false)
                    .build();
            loop.execute(() -> {
                for (int i = 0; i < width; i++) {
                    queries.ask(resolver);
                }
            });
        }
        queries.report(Integer.parseInt(args[3]));
        Runtime.getRuntime().halt(0); // dnsjava waits for queries as it is shut down, of which there is no end
    }

    private void report(int seconds) throws InterruptedException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int i = 0; i < seconds; i++) {
            Thread.sleep(1000);
            System.out.println(answers + " " + system.getProcessCpuTime());
        }
    }

    private String name() {
        return "n" + names.getAndIncrement() % different + ".bench.test.";
    }

    private void ask(SimpleResolver resolver) {
        try {
            Record question = Record.newRecord(Name.fromString(name()), Type.A, DClass.IN);
            resolver.sendAsync(Message.newQuery(question)).whenComplete((answer, failure) -> {
                require(failure == null && answer.getSection(Section.ANSWER).size() == 1, failure);
                ask(resolver);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(DnsNameResolver resolver) {
        resolver.query(new DefaultDnsQuestion(name(), DnsRecordType.A)).addListener(future -> {
            AddressedEnvelope<?, ?> envelope = (AddressedEnvelope<?, ?>) future.getNow();
            boolean answered = envelope != null && ((DnsResponse) envelope.content()).count(DnsSection.ANSWER) == 1;
            require(answered, future.cause());
            envelope.release();
            ask(resolver);
        });
    }

    private void require(boolean answered, Throwable failure) {
        if (!answered) {
            System.getLogger("dns").log(System.Logger.Level.ERROR, "no answer", failure);
            System.exit(1);
        }
        answers.incrementAndGet();
    }
}
