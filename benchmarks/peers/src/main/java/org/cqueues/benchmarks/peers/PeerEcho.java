package org.cqueues.benchmarks.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Line echo servers of others: {@code PeerEcho netty|virtual PORT}. */
public final class PeerEcho {
    private static final int LONGEST_LINE = 4096;

    private PeerEcho() {}

    /**
     * Serves until the process is ended.
     *
     * @param args which server, and its port
     */
    public static void main(String[] args) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        switch (args[0]) {
            case "netty" -> netty(address);
            case "virtual" -> virtualThreads(address);
            default -> throw new IllegalArgumentException("expected netty or virtual, got " + args[0]);
        }
    }

    /** Writes when a batch of lines has been read, as Netty recommends. */
    private static void netty(InetSocketAddress address) throws InterruptedException {
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new LineBasedFrameDecoder(LONGEST_LINE, false, false), new Echo());
                    }
                })
                .bind(address)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object line) {
            context.write(line instanceof ByteBuf ? line : Unpooled.EMPTY_BUFFER);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    /** The obvious program with the JDK's own sockets. Virtual threads are reached by name, since this is Java 17. */
    private static void virtualThreads(InetSocketAddress address) throws Exception {
        var start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        try (ServerSocket server = new ServerSocket()) {
            server.bind(address, LONGEST_LINE);
            while (true) {
                Socket client = server.accept();
                start.invoke(null, (Runnable) () -> echo(client));
            }
        }
    }

    private static void echo(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            client.setTcpNoDelay(true);
            OutputStream out = client.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            System.getLogger("echo").log(System.Logger.Level.DEBUG, "client left", e);
        }
    }
}
