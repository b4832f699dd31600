package org.cqueues.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import javax.inject.Inject;
import org.cqueues.kernel.SocketCalls.Family;
import org.cqueues.socket.NameLookup;
import org.cqueues.socket.Socket;
import org.cqueues.socket.Sockets;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Who looks up names comes and goes as a service. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class NameLookupIT {
    private final List<String> asked = new ArrayList<>();

    @Inject
    private BundleContext context;

    @Inject
    private Sockets sockets;

    @Configuration
    public Option[] container() {
        return Installation.containerWithout(List.of());
    }

    @Test
    public void theBestServiceIsAskedAsLongAsItIsRegistered() throws Exception {
        connectTo("localhost");
        ServiceRegistration<?> first = register("first", 0);
        connectTo("host.invalid");
        ServiceRegistration<?> better = register("better", 10);
        connectTo("host.invalid");
        better.unregister();
        connectTo("host.invalid");
        first.unregister();
        connectTo("localhost");

        assertEquals(List.of("first", "better", "first"), asked);
        assertThrows(UnknownHostException.class, () -> connectTo("host.invalid"));
    }

    private void connectTo(String host) throws Exception {
        try (Socket listener = sockets.listen("127.0.0.1", 0).listen();
                Socket client = sockets.connect(host, listener.localname().port())) {
            client.connect();
            assertEquals(listener.localname(), client.peername());
        }
    }

    private ServiceRegistration<?> register(String name, int ranking) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, ranking);
        NameLookup lookup = (host, family, answers) -> {
            asked.add(name);
            answers.found(Family.UNSPEC, List.of(InetAddress.getLoopbackAddress()));
            return () -> {};
        };
        return context.registerService(NameLookup.class, lookup, properties);
    }
}
