package io.limpid.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.InetAddressSet;

/**
 * Believes {@code X-Forwarded-For} where it comes from a proxy of ours, and nobody else.
 *
 * <p>Each proxy appends whom it heard; what stands before the last address that is no proxy of ours was written by who knows whom.
 */
final class TrustedProxies implements HttpConfiguration.Customizer {
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    private final InetAddressSet proxies = new InetAddressSet();

    TrustedProxies(List<String> addressesAndNetworks) {
        proxies.addAll(addressesAndNetworks);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        SocketAddress from = request.getConnectionMetaData().getRemoteSocketAddress();
        if (!(from instanceof InetSocketAddress near) || !proxies.test(near.getAddress())) {
            return request;
        }
        InetAddress client = client(near.getAddress(), request.getHeaders().getCSV("X-Forwarded-For", false));
        return new Request.Wrapper(request) {
            @Override
            public ConnectionMetaData getConnectionMetaData() {
                return new ConnectionMetaData.Wrapper(super.getConnectionMetaData()) {
                    @Override
                    public SocketAddress getRemoteSocketAddress() {
                        return new InetSocketAddress(client, 0);
                    }
                };
            }
        };
    }

    private InetAddress client(InetAddress proxy, List<String> chain) {
        InetAddress client = proxy;
        for (int i = chain.size() - 1; i >= 0 && proxies.test(client); i--) {
            String written = chain.get(i).strip();
            if (!ADDRESS.matcher(written).matches()) {
                return client;
            }
            try {
                // An address in digits is not looked up.
                client = InetAddress.getByName(written);
            } catch (UnknownHostException e) {
                return client;
            }
        }
        return client;
    }
}
