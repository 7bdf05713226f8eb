package io.limpid.signal.link;

import com.google.common.net.InternetDomainName;
import io.limpid.signal.LinkTrait;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the links in a text, with and without a scheme, disguised ones too.
 *
 * <p>With a scheme ({@code http https ftp} and the disguise {@code hxxp}) every host counts, addresses in all forms that
 * browsers take included. A bare host counts when its suffix is a public one and it does not read as a file name, an
 * abbreviation or two sentences without a space between them ({@link BareHosts}). Seen through: full-width characters,
 * {@code [.]}, {@code (.)}, {@code [dot]}, {@code 。} and {@code 点} for the dot, zero-width characters inside the host.
 *
 * <p>A link ends before white space, quotes, CJK punctuation, a bracket that it did not open and closing punctuation. It
 * also ends before a Chinese, Japanese, Korean or Thai letter: copied addresses have these percent-encoded, so a letter
 * right after an address is nearly always the next word. (A path such as {@code /wiki/中国} typed by hand is cut; its
 * host is still right.)
 *
 * <p>Cost is linear in the text: each character is read a bounded number of times.
 */
public final class LinkFinder {
    /*
     * Why not org.nibor.autolink, the kept library for this: it finds addresses with a scheme and those that start with
     * "www.", but no bare hosts (bit.ly/abc), no disguise, no addresses of hosts, and it takes Chinese letters after an
     * address as part of it. What it would leave to do is all that is hard here.
     */

    /** An IPv6 address in brackets is no longer. */
    private static final int IPV6_MAX = 48;

    private final String written;
    private final NarrowText text;
    private final HostReader reader;
    private final List<Link> links = new ArrayList<>();
    private final LinkTexts texts;

    private LinkFinder(String written) {
        this.written = written;
        this.text = new NarrowText(written);
        this.reader = new HostReader(text);
        this.texts = new LinkTexts(written, links);
    }

    /** All links of a text in the order of their start; they do not overlap. */
    public static List<Link> find(String text) {
        return mayHoldLink(text) ? List.copyOf(new LinkFinder(text).sweep()) : List.of();
    }

    /** Reads now what looking for links needs; otherwise the first text with a link waits for it. */
    public static void load() {
        Hosts.load();
    }

    /** A link has a dot, or a word for it, between two characters, or a colon. */
    private static boolean mayHoldLink(String text) {
        for (int i = 1; i < text.length() - 1; i++) {
            switch (text.charAt(i)) {
                case '.', ':', '．', '：', '。', '｡', '․', '点', '[', '(' -> {
                    if (!Character.isWhitespace(text.charAt(i + 1))) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private List<Link> sweep() {
        int at = 0;
        while (at < text.length()) {
            char c = written.charAt(at);
            if (c == '[') {
                texts.opened(at++);
            } else if (c == ']') {
                texts.closed(at++);
            } else if (reader.startsLabel(at, false)) {
                at = run(at);
            } else {
                at++;
            }
        }
        texts.compareExpected();
        return links;
    }

    /** Reads a run of labels, which is a scheme, a bare host or nothing, and says where to go on. */
    private int run(int start) {
        reader.read(start, false);
        int end = reader.end();
        if (startsAuthority(end)) {
            int scheme = schemeStart(reader.lastLabel(), end);
            if (scheme >= 0) {
                return url(scheme, end);
            }
        }
        if (reader.labels() >= 2 && !reader.isTooLong() && !isInside(start, end)) {
            return bare(start, end);
        }
        return end;
    }

    private int schemeStart(int from, int end) {
        for (String scheme : BareHosts.SCHEMES) {
            int start = end - scheme.length();
            if (start >= from && text.matches(start, scheme)) {
                return start;
            }
        }
        return -1;
    }

    /** Part of an e-mail address, a path, a handle, a longer word. */
    private boolean isInside(int start, int end) {
        char before = text.at(start - 1);
        boolean afterSlashes = before == '/' && text.at(start - 2) == '/';
        return (!afterSlashes && "@/\\_.-#$~…".indexOf(before) >= 0 && before != 0)
                || text.at(end) == '@'
                || text.at(end) == '_';
    }

    // ---- with a scheme

    private int url(int start, int schemeEnd) {
        String scheme = text.slice(start, schemeEnd).toLowerCase(Locale.ROOT).replace("xx", "tt");
        int authority = schemeEnd + 3;
        int userEnd = userInfoEnd(authority);
        int hostStart = userEnd < 0 ? authority : userEnd + 1;
        Host host = hostAfterScheme(hostStart);
        if (host == null || startsAuthority(host.end)) {
            return Math.min(hostStart, text.length());
        }
        boolean mismatch = userEnd >= 0 && namesAnotherSite(text.slice(authority, userEnd), host.name);
        return add(start, scheme, host.name, host.end, mismatch);
    }

    /** The last {@code @} before the path, or -1. */
    private int userInfoEnd(int from) {
        int last = -1;
        for (int i = from; i < text.length(); i++) {
            char c = text.at(i);
            if (c == '@') {
                last = i;
            } else if (!(NarrowText.isAsciiAlnum(c) || (c != 0 && ".-_~%!$&'*+,;=:".indexOf(c) >= 0))) {
                break;
            }
        }
        return last;
    }

    private boolean startsAuthority(int at) {
        return text.at(at) == ':' && text.at(at + 1) == '/' && text.at(at + 2) == '/';
    }

    private record Host(String name, int end) {}

    private @Nullable Host hostAfterScheme(int start) {
        if (text.at(start) == '[') {
            int close = start
                    + text.slice(start, Math.min(text.length(), start + IPV6_MAX))
                            .indexOf("]");
            String address = close < start ? null : Hosts.ipv6(text.slice(start + 1, close));
            return address == null ? null : new Host(address, close + 1);
        }
        if (!reader.startsLabel(start, true)) {
            return null;
        }
        reader.read(start, true);
        String loose = reader.isTooLong() ? null : Hosts.ascii(reader.host());
        if (loose != null && (Hosts.domain(loose) != null || isPlain(start, reader.end()))) {
            return addressOr(loose);
        }
        // Not under a known suffix with all that could belong to it: take what surely does.
        if (!reader.startsLabel(start, false)) {
            return null;
        }
        reader.read(start, false);
        if (reader.hasLooseDot()) {
            reader.readPlain(start);
        }
        String strict = reader.isTooLong() ? null : Hosts.ascii(reader.host());
        return strict == null ? null : addressOr(strict);
    }

    private Host addressOr(String name) {
        String address = Hosts.ipv4(name);
        return new Host(address == null ? name : address, reader.end());
    }

    private boolean isPlain(int start, int end) {
        for (int i = start; i < end; i++) {
            if (written.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    // ---- without a scheme

    private int bare(int start, int end) {
        String host = reader.host();
        String ascii = Hosts.ascii(host);
        if (ascii == null) {
            return end;
        }
        boolean path = startsPath(end);
        if (NarrowText.isDigit(ascii.charAt(ascii.length() - 1)) && Hosts.ipv4(ascii) != null) {
            // 10.0.0.0/8 is a network and 1.2.3.4 a version; 1.2.3.4/x and 1.2.3.4:8080/ are addresses of pages.
            boolean page = (text.at(end) == '/' && Character.isLetter(text.at(end + 1))) || startsPort(end);
            return page && reader.labels() == 4 ? add(start, "http", ascii, end, false) : end;
        }
        InternetDomainName name = Hosts.domain(ascii);
        if (name == null) {
            return end;
        }
        String lastWritten = host.substring(host.lastIndexOf('.') + 1);
        boolean certain = BareHosts.isCertain(
                ascii, lastWritten, reader.labels(), path, reader.hasLooseDot(), text.at(end) == '(');
        return certain ? add(start, "http", ascii, end, false) : end;
    }

    private boolean startsPath(int at) {
        char c = text.at(at);
        char next = text.at(at + 1);
        return ((c == '/'
                                || (c == '?' && next != 0 && NarrowText.isAsciiAlnum(next))
                                || (c == '#' && NarrowText.isAsciiAlnum(next)))
                        && !(c == '/' && next == '/'))
                || startsPort(at);
    }

    private boolean startsPort(int at) {
        int digits = 0;
        if (text.at(at) == ':') {
            while (digits < 6 && NarrowText.isDigit(text.at(at + 1 + digits))) {
                digits++;
            }
        }
        return digits >= 2 && digits <= 5 && text.at(at + 1 + digits) == '/';
    }

    // ---- what follows the host

    private int add(int start, String scheme, String name, int end, boolean userMismatch) {
        int pathStart = end;
        if (text.at(end) == ':') {
            int at = end + 1;
            while (at < end + 6 && NarrowText.isDigit(text.at(at))) {
                at++;
            }
            pathStart = at > end + 1 && !NarrowText.isDigit(text.at(at)) ? at : end;
        }
        int linkEnd = pathEnd(start, pathStart);
        boolean address = Hosts.isAddress(name);
        var features = EnumSet.of(LinkTrait.ANY);
        if (address) {
            features.add(LinkTrait.IP_HOST);
        } else if (name.startsWith("xn--") || name.contains(".xn--")) {
            features.add(LinkTrait.PUNYCODE);
            if (Scripts.isMixed(Hosts.unicode(name))) {
                features.add(LinkTrait.MIXED_SCRIPT);
            }
        }
        if (userMismatch || texts.namesAnotherBefore(start, name)) {
            features.add(LinkTrait.TEXT_MISMATCH);
        }
        String shownHost = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
        String url = scheme + "://" + shownHost + text.slice(end, pathStart) + written.substring(pathStart, linkEnd);
        texts.expectAfter(start, linkEnd);
        links.add(new Link(new Span(start, linkEnd), url, name, features));
        return linkEnd;
    }

    private int pathEnd(int start, int from) {
        char first = text.at(from);
        if (from >= text.length() || (first != '/' && first != '?' && first != '#') || written.charAt(from) > 127) {
            return from;
        }
        char quote = start > 0 && written.charAt(start - 1) == '\'' ? '\'' : '"';
        int depth = 0;
        int at = from;
        int solid = from;
        while (at < text.length()) {
            int c = written.codePointAt(at);
            if (c == '(' || c == '[') {
                depth++;
            } else if ((c == ')' || c == ']') && --depth < 0) {
                break;
            } else if (c <= ' ' || c == 127 || c == quote || (c < 128 && "<>\"`|\\^{}".indexOf(c) >= 0)) {
                break;
            } else if (c > 127
                    && (!Character.isLetterOrDigit(c) || Scripts.isUnspaced(c) || (c >= 0xFF00 && c < 0xFFF0))) {
                break;
            }
            at += Character.charCount(c);
            if (c > 127 || ".,;:!?'*_~([".indexOf(c) < 0) {
                solid = at;
            }
        }
        return solid;
    }

    private static boolean namesAnotherSite(String userInfo, String host) {
        int colon = userInfo.indexOf(':');
        String ascii = Hosts.ascii(colon < 0 ? userInfo : userInfo.substring(0, colon));
        return ascii != null
                && Hosts.domain(ascii) != null
                && !Hosts.site(ascii).equals(Hosts.site(host));
    }
}
