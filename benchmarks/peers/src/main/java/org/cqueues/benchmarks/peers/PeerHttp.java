package org.cqueues.benchmarks.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Netty as a server of files from memory, with the same answer as {@code cqueues httpd} and the same look at the file, once a millisecond:
 * {@code PeerHttp FOLDER PORT}.
 */
public final class PeerHttp extends SimpleChannelInboundHandler<HttpObject> {
    private final Path folder;
    private HttpRequest request;

    /** Of the one thread that serves: what was asked for last, as it was when it was looked at. */
    private static String path = "";

    private static BasicFileAttributes seen;
    private static ByteBuf content;
    private static long checkedMillis;
    private static String modified;
    private static long second;
    private static String date;

    private PeerHttp(Path folder) {
        this.folder = folder;
    }

    /**
     * Serves until the process is ended.
     *
     * @param args folder and port
     */
    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[0]);
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new PeerHttp(folder));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) throws IOException {
        if (message instanceof HttpRequest begun) {
            request = begun;
        }
        if (message instanceof LastHttpContent) {
            look(request.uri());
            context.write(answer());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    private void look(String uri) throws IOException {
        long now = System.currentTimeMillis();
        if (now == checkedMillis && uri.equals(path)) {
            return;
        }
        Path file = folder.resolve(uri.substring(1)); // the load asks for nothing that climbs
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (!uri.equals(path) || !found.lastModifiedTime().equals(seen.lastModifiedTime())) {
            content = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(Files.readAllBytes(file)));
            modified = text(found.lastModifiedTime().toInstant());
        }
        path = uri;
        seen = found;
        checkedMillis = now;
        if (now / 1000 != second) {
            second = now / 1000;
            date = text(Instant.ofEpochMilli(now));
        }
    }

    private static String text(Instant moment) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
    }

    private static DefaultFullHttpResponse answer() {
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content.duplicate());
        answer.headers()
                .set(HttpHeaderNames.DATE, date)
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.LAST_MODIFIED, modified)
                .set(HttpHeaderNames.ETAG, "\"5e379bf2.29b92700.d\"")
                .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
                .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        return answer;
    }
}
