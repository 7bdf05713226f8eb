package io.limpid.server.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses messages may go to.
 *
 * <p>What counts is the address that is connected to, however its host was written. Sources: the IANA registries of special-purpose
 * addresses for IPv4 and IPv6 (RFC 6890), and RFC 6052 for addresses that hold one of IPv4.
 */
final class Addresses {
    /** No receiver is there, whatever is configured: this network, link-local with its metadata services, multicast, reserved. */
    private static final List<Block> NEVER =
            blocks("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "fe80::/10", "ff00::/8");

    /** Not reached from the public network, or not what it seems. */
    private static final List<Block> PRIVATE = blocks(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");

    /** All of IPv6 that is given to networks; what lies outside is loopback, unique local, or nothing. */
    private static final Block GLOBAL = block("2000::/3");

    /** The well-known prefix behind which a network without IPv4 reaches the rest. */
    private static final Block TRANSLATED = block("64:ff9b::/96");

    private Addresses() {}

    @SuppressWarnings("ArrayRecordComponent") // Nothing compares two of them.
    private record Block(byte[] prefix, int bits) {
        boolean has(InetAddress address) {
            byte[] bytes = address.getAddress();
            if (bytes.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xFF << (8 - bits % 8) & 0xFF;
            return Arrays.equals(bytes, 0, whole, prefix, 0, whole)
                    && (bits % 8 == 0 || (bytes[whole] & mask) == (prefix[whole] & mask));
        }
    }

    private static List<Block> blocks(String... texts) {
        return Arrays.stream(texts).map(Addresses::block).toList();
    }

    private static Block block(String text) {
        String[] parts = text.split("/", 2);
        try {
            return new Block(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
        } catch (UnknownHostException e) {
            throw new AssertionError(text, e);
        }
    }

    /**
     * Why no message may go to an address; empty if one may.
     *
     * @param privateOnes whether addresses that the public network does not reach will do
     */
    static Optional<String> obstacle(InetAddress address, boolean privateOnes) {
        InetAddress meant = TRANSLATED.has(address) ? embedded((Inet6Address) address) : address;
        if (isIn(NEVER, meant)) {
            return Optional.of("no message goes to " + address.getHostAddress());
        }
        boolean isPrivate = isIn(PRIVATE, meant) || (meant instanceof Inet6Address && !GLOBAL.has(meant));
        return isPrivate && !privateOnes
                ? Optional.of(address.getHostAddress() + " is no public address; webhook_private_addresses allows it")
                : Optional.empty();
    }

    private static boolean isIn(List<Block> blocks, InetAddress address) {
        return blocks.stream().anyMatch(block -> block.has(address));
    }

    private static InetAddress embedded(Inet6Address address) {
        try {
            return Inet4Address.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}
