package io.limpid.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/** Keeps one address from taking up all connections: those beyond its share are closed at once. Safe for many threads. */
final class ConnectionsPerAddress extends AbstractLifeCycle implements Connection.Listener {
    private final Server server;
    private final int most;
    private final Predicate<InetAddress> exempt;
    private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();
    private final Map<Connection, InetAddress> from = new ConcurrentHashMap<>();

    /**
     * A limit for all connectors of a server, which begins with it.
     *
     * @param exempt addresses behind which there are many callers, such as those of proxies
     */
    ConnectionsPerAddress(Server server, int most, Predicate<InetAddress> exempt) {
        this.server = server;
        this.most = most;
        this.exempt = exempt;
    }

    @Override
    protected void doStart() {
        for (Connector connector : server.getConnectors()) {
            connector.addEventListener(this);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        address(connection).ifPresent(address -> {
            from.put(connection, address);
            if (open.merge(address, 1, Integer::sum) > most) {
                connection.getEndPoint().close();
            }
        });
    }

    @Override
    public void onClosed(Connection connection) {
        // Of a connection that is closed the address is gone.
        InetAddress address = from.remove(connection);
        if (address != null) {
            open.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Of an encrypted connection, the one under the encryption counts. */
    private Optional<InetAddress> address(Connection connection) {
        return connection.getEndPoint() instanceof SocketChannelEndPoint end
                        && end.getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? Optional.ofNullable(remote.getAddress()).filter(address -> !exempt.test(address))
                : Optional.empty();
    }
}
