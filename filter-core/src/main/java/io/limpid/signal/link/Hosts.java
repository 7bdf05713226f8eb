package io.limpid.signal.link;

import com.google.common.base.Ascii;
import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import com.ibm.icu.text.IDNA;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What a written host means: its ASCII form (UTS 46), its address (WHATWG URL), its registrable domain (public suffix list). */
final class Hosts {
    private static final int LONGEST = 253;
    private static final IDNA UTS46 =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);

    private Hosts() {}

    /** Reads the public suffixes and the tables of internationalised names now. */
    static void load() {
        site("xn--bcher-kva.example.com");
    }

    /** The lower-case ASCII form of a host name, or null if none can be: empty or long labels, forbidden characters. */
    static @Nullable String ascii(CharSequence written) {
        if (written.length() == 0 || written.length() > LONGEST) {
            return null;
        }
        String host = written.toString();
        if (isAscii(host) && !host.contains("xn--")) {
            String lower = Ascii.toLowerCase(host);
            return hasSoundLabels(lower) ? lower : null;
        }
        var info = new IDNA.Info();
        String ascii = UTS46.nameToASCII(host, new StringBuilder(), info).toString();
        // Broken punycode stays a link: its owner can't have registered it, but the reader can't know that.
        return isAscii(ascii) && hasSoundLabels(ascii) ? Ascii.toLowerCase(ascii) : null;
    }

    static String unicode(String host) {
        if (!host.contains("xn--")) {
            return host;
        }
        var info = new IDNA.Info();
        String unicode = UTS46.nameToUnicode(host, new StringBuilder(), info).toString();
        return info.hasErrors() ? host : unicode;
    }

    /** The name if it lies under a suffix of a registry, such as {@code x.com}, {@code x.co.uk} or {@code github.io}. */
    static @Nullable InternetDomainName domain(String ascii) {
        // Guava's list is in Unicode form.
        String unicode = unicode(ascii);
        if (unicode.indexOf('.') < 0 || !InternetDomainName.isValid(unicode)) {
            return null;
        }
        InternetDomainName name = InternetDomainName.from(unicode);
        return name.isUnderRegistrySuffix() ? name : null;
    }

    static @Nullable String registrable(String ascii) {
        InternetDomainName name = domain(ascii);
        if (name == null) {
            return null;
        }
        // A bare github.io is a public suffix itself; its owner is still known.
        InternetDomainName owned =
                name.isUnderPublicSuffix() ? name.topPrivateDomain() : name.topDomainUnderRegistrySuffix();
        return ascii(owned.toString());
    }

    /** What two hosts of one owner share: the registrable domain or, where there is none, the host. */
    static String site(String ascii) {
        String registrable = registrable(ascii);
        return registrable == null ? ascii : registrable;
    }

    static boolean isAddress(String host) {
        return InetAddresses.isInetAddress(host);
    }

    /** The IPv6 address between brackets in its shortest form, or null. */
    static @Nullable String ipv6(String written) {
        if (written.indexOf(':') < 0 || written.indexOf('%') >= 0 || !InetAddresses.isInetAddress(written)) {
            return null;
        }
        InetAddress address = InetAddresses.forString(written);
        return InetAddresses.toAddrString(address);
    }

    /**
     * The IPv4 address that a browser reads in a host whose last part is a number, in dotted form: one to four parts,
     * decimal, octal or hexadecimal, of which the last fills what is left. Null if the host is no such thing.
     */
    static @Nullable String ipv4(CharSequence written) {
        String[] parts = written.toString().split("\\.", 6);
        if (parts.length > 4) {
            return null;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            long part = number(parts[i]);
            boolean last = i == parts.length - 1;
            int bytes = last ? 4 - i : 1;
            if (part < 0 || part >= 1L << (8 * bytes)) {
                return null;
            }
            address = (address << (8 * bytes)) | part;
        }
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static long number(String part) {
        int radix = 10;
        int from = 0;
        if (part.length() > 2 && part.charAt(0) == '0' && (part.charAt(1) | 0x20) == 'x') {
            radix = 16;
            from = 2;
        } else if (part.length() > 1 && part.charAt(0) == '0') {
            radix = 8;
            from = 1;
        }
        if (from == part.length() || part.length() > 16) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < part.length(); i++) {
            char c = part.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasSoundLabels(String host) {
        if (host.isEmpty() || host.length() > LONGEST) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= host.length(); i++) {
            if (i < host.length() && host.charAt(i) != '.') {
                char c = host.charAt(i);
                if (!((c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_')) {
                    return false;
                }
                continue;
            }
            int size = i - start;
            if (size == 0 || size > 63 || host.charAt(start) == '-' || host.charAt(i - 1) == '-') {
                return false;
            }
            start = i + 1;
        }
        return true;
    }
}
