package org.cqueues.shell.impl;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Value: what to ask which server for. RFC 3986, RFC 9110, section 4.2.
 *
 * @param secure whether over TLS
 * @param host name, or address in numbers without brackets
 * @param port where the server listens
 * @param authority as it is told to the server
 * @param target path and query, with their escapes
 */
record HttpUrl(boolean secure, String host, int port, String authority, String target) {
    static HttpUrl parse(String text) throws UsageException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new UsageException("no URL: " + e.getMessage());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new UsageException("a URL begins with http:// or https://, not as " + text);
        }
        if (uri.getHost() == null) {
            throw new UsageException("no host in the URL " + text);
        }
        if (uri.getRawUserInfo() != null) {
            throw new UsageException("a URL with a user is not supported: " + text);
        }
        if (uri.getPort() > 65_535) {
            throw new UsageException("a port is a number from 0 to 65535, not " + uri.getPort());
        }
        return of(scheme.equals("https"), URI.create(uri.toASCIIString()));
    }

    private static HttpUrl of(boolean secure, URI uri) {
        int usual = secure ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        String host = uri.getHost();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new HttpUrl(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                port == usual ? host : host + ":" + port,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }
}
