package io.limpid.signal.link;

import com.google.common.net.InternetDomainName;
import io.limpid.signal.LinkTrait;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    /** How far a shown text may lie from its target, and how many links in it are looked at. */
    private static final int SHOWN_TEXT_MAX = 400;

    private static final int SHOWN_LINKS_MAX = 8;

    /** Longer runs are no hosts; what lies beyond is skipped, not kept. */
    private static final int HOST_MAX = 300;

    private final String text;
    private final List<Link> links = new ArrayList<>();
    private final List<ShownText> later = new ArrayList<>();

    /** Where square brackets are open, and the pair that was closed last, for {@code [shown](target)}. */
    private int[] open = new int[8];

    private int openCount;
    private int lastOpen = -1;
    private int lastClose = -1;

    /** What {@link #readHost} read. */
    private final StringBuilder host = new StringBuilder();

    private int labels;
    private int lastLabel;
    private int hostEnd;
    private boolean looseDot;

    private LinkFinder(String text) {
        this.text = text;
    }

    /** All links of a text in the order of their start; they do not overlap. */
    public static List<Link> find(String text) {
        return mayHoldLink(text) ? List.copyOf(new LinkFinder(text).sweep()) : List.of();
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
            char c = text.charAt(at);
            if (c == '[') {
                opened(at++);
            } else if (c == ']') {
                closed(at++);
            } else if (startsLabel(at, false)) {
                at = run(at);
            } else {
                at++;
            }
        }
        later.forEach(this::compareLater);
        return links;
    }

    private void opened(int at) {
        if (openCount == open.length) {
            open = Arrays.copyOf(open, 2 * openCount);
        }
        open[openCount++] = at;
    }

    private void closed(int at) {
        lastClose = at;
        lastOpen = openCount > 0 ? open[--openCount] : -1;
    }

    /** Reads a run of labels, which is a scheme, a bare host or nothing, and says where to go on. */
    private int run(int start) {
        readHost(start, false);
        int end = hostEnd;
        if (narrow(end) == ':' && narrow(end + 1) == '/' && narrow(end + 2) == '/') {
            int scheme = schemeStart(lastLabel, end);
            if (scheme >= 0) {
                return url(scheme, end);
            }
        }
        if (labels >= 2 && host.length() <= HOST_MAX && !isInside(start, end)) {
            return bare(start, end);
        }
        return end;
    }

    private int schemeStart(int from, int end) {
        for (String scheme : BareHosts.SCHEMES) {
            int start = end - scheme.length();
            if (start >= from && matches(start, scheme)) {
                return start;
            }
        }
        return -1;
    }

    private boolean matches(int start, String lower) {
        for (int i = 0; i < lower.length(); i++) {
            char c = narrow(start + i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Part of an e-mail address, a path, a handle, a longer word. */
    private boolean isInside(int start, int end) {
        char before = narrow(start - 1);
        boolean afterSlashes = before == '/' && narrow(start - 2) == '/';
        return (!afterSlashes && "@/\\_.-#$~…".indexOf(before) >= 0 && before != 0)
                || narrow(end) == '@'
                || narrow(end) == '_';
    }

    // ---- with a scheme

    private int url(int start, int schemeEnd) {
        String scheme = narrowed(start, schemeEnd).toLowerCase(Locale.ROOT).replace("xx", "tt");
        int authority = schemeEnd + 3;
        int userEnd = userInfoEnd(authority);
        int hostStart = userEnd < 0 ? authority : userEnd + 1;
        String name = hostAfterScheme(hostStart);
        boolean schemeAgain = narrow(hostEnd) == ':' && narrow(hostEnd + 1) == '/' && narrow(hostEnd + 2) == '/';
        if (name == null || schemeAgain) {
            return Math.min(hostStart, text.length());
        }
        boolean mismatch = userEnd >= 0 && namesAnotherSite(narrowed(authority, userEnd), name);
        return add(start, scheme, name, hostEnd, mismatch);
    }

    /** The last {@code @} before the path, or -1. */
    private int userInfoEnd(int from) {
        int last = -1;
        for (int i = from; i < text.length(); i++) {
            char c = narrow(i);
            if (c == '@') {
                last = i;
            } else if (!(isAsciiAlnum(c) || (c != 0 && ".-_~%!$&'*+,;=:".indexOf(c) >= 0))) {
                break;
            }
        }
        return last;
    }

    private @Nullable String hostAfterScheme(int start) {
        if (narrow(start) == '[') {
            int close = indexOf(']', start, Math.min(text.length(), start + 48));
            hostEnd = close + 1;
            return close < 0 ? null : Hosts.ipv6(narrowed(start + 1, close));
        }
        if (!startsLabel(start, true)) {
            return null;
        }
        readHost(start, true);
        String loose = host.length() > HOST_MAX ? null : Hosts.ascii(host);
        if (loose != null && (Hosts.domain(loose) != null || isPlain(start, hostEnd))) {
            String address = Hosts.ipv4(loose);
            return address == null ? loose : address;
        }
        // Not under a known suffix with all that could belong to it: take what surely does.
        if (!startsLabel(start, false)) {
            return null;
        }
        readHost(start, false);
        if (looseDot) {
            readPlainHost(start);
        }
        String strict = host.length() > HOST_MAX ? null : Hosts.ascii(host);
        if (strict == null) {
            return null;
        }
        String address = Hosts.ipv4(strict);
        return address == null ? strict : address;
    }

    private boolean isPlain(int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private void readPlainHost(int start) {
        host.setLength(0);
        int at = start;
        while (isAsciiAlnum(narrow(at)) || narrow(at) == '-' || (narrow(at) == '.' && isAsciiAlnum(narrow(at + 1)))) {
            if (host.length() <= HOST_MAX) {
                host.append(narrow(at));
            }
            at++;
        }
        hostEnd = at;
    }

    // ---- without a scheme

    private int bare(int start, int end) {
        String written = host.toString();
        String ascii = Hosts.ascii(written);
        if (ascii == null) {
            return end;
        }
        boolean path = startsPath(end);
        if (isDigit(ascii.charAt(ascii.length() - 1)) && Hosts.ipv4(ascii) != null) {
            // 10.0.0.0/8 is a network and 1.2.3.4 a version; 1.2.3.4/x and 1.2.3.4:8080/ are addresses of pages.
            boolean page = (narrow(end) == '/' && Character.isLetter(narrow(end + 1))) || startsPort(end);
            return page && labels == 4 ? add(start, "http", ascii, end, false) : end;
        }
        InternetDomainName name = Hosts.domain(ascii);
        if (name == null) {
            return end;
        }
        String lastWritten = written.substring(written.lastIndexOf('.') + 1);
        boolean certain = BareHosts.isCertain(ascii, lastWritten, labels, path, looseDot, narrow(end) == '(');
        return certain ? add(start, "http", ascii, end, false) : end;
    }

    private boolean startsPath(int at) {
        char c = narrow(at);
        char next = narrow(at + 1);
        return ((c == '/' || (c == '?' && next != 0 && isAsciiAlnum(next)) || (c == '#' && isAsciiAlnum(next)))
                        && !(c == '/' && next == '/'))
                || startsPort(at);
    }

    private boolean startsPort(int at) {
        int digits = 0;
        if (narrow(at) == ':') {
            while (digits < 6 && isDigit(narrow(at + 1 + digits))) {
                digits++;
            }
        }
        return digits >= 2 && digits <= 5 && narrow(at + 1 + digits) == '/';
    }

    // ---- what follows the host

    private int add(int start, String scheme, String name, int end, boolean userMismatch) {
        int pathStart = end;
        if (narrow(end) == ':') {
            int at = end + 1;
            while (at < end + 6 && isDigit(narrow(at))) {
                at++;
            }
            pathStart = at > end + 1 && !isDigit(narrow(at)) ? at : end;
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
        if (userMismatch || shownBefore(start, name)) {
            features.add(LinkTrait.TEXT_MISMATCH);
        }
        String shownHost = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
        String url = scheme + "://" + shownHost + narrowed(/* start= */ end, /* end= */ pathStart)
                + text.substring(pathStart, linkEnd);
        shownAfter(start, linkEnd);
        links.add(new Link(new Span(start, linkEnd), url, name, features));
        return linkEnd;
    }

    private int pathEnd(int start, int from) {
        char first = narrow(from);
        if (from >= text.length() || (first != '/' && first != '?' && first != '#') || text.charAt(from) > 127) {
            return from;
        }
        char quote = start > 0 && text.charAt(start - 1) == '\'' ? '\'' : '"';
        int depth = 0;
        int at = from;
        int solid = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
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

    // ---- shown text that names another site

    private record ShownText(int link, int from, int to) {}

    /** {@code [shown](target)}: its links were found just before. */
    private boolean shownBefore(int start, String name) {
        int paren = start - (start > 0 && text.charAt(start - 1) == '<' ? 2 : 1);
        if (paren < 1 || text.charAt(paren) != '(' || lastClose != paren - 1 || lastOpen < 0) {
            return false;
        }
        int seen = 0;
        for (int i = links.size() - 1; i >= 0 && seen < SHOWN_LINKS_MAX; i--, seen++) {
            Link shown = links.get(i);
            if (shown.span().start() < lastOpen) {
                return false;
            }
            if (shown.span().end() <= lastClose && !Hosts.site(shown.host()).equals(Hosts.site(name))) {
                return true;
            }
        }
        return false;
    }

    /** {@code <a href="target">shown</a>} and {@code [url=target]shown[/url]}: compared once the links in it are known. */
    private void shownAfter(int start, int end) {
        int before = start;
        if (before > 0 && (text.charAt(before - 1) == '"' || text.charAt(before - 1) == '\'')) {
            before--;
        }
        while (before > 0 && text.charAt(before - 1) == ' ' && start - before < 4) {
            before--;
        }
        boolean html = before >= 5 && text.regionMatches(true, before - 5, "href=", 0, 5);
        boolean code = before >= 5 && text.regionMatches(true, before - 5, "[url=", 0, 5);
        if (!html && !code) {
            return;
        }
        int limit = Math.min(text.length(), end + SHOWN_TEXT_MAX);
        int from = indexOf(html ? '>' : ']', end, limit);
        if (from < 0) {
            return;
        }
        int close = html ? indexOfIgnoreCase("</a", from, limit) : indexOfIgnoreCase("[/url", from, limit);
        later.add(new ShownText(links.size(), from + 1, close < 0 ? limit : close));
    }

    private int indexOf(char wanted, int from, int limit) {
        for (int i = from; i < limit; i++) {
            if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private int indexOfIgnoreCase(String lower, int from, int limit) {
        for (int i = from; i + lower.length() <= limit; i++) {
            if (text.regionMatches(true, i, lower, 0, lower.length())) {
                return i;
            }
        }
        return -1;
    }

    private void compareLater(ShownText shown) {
        Link target = links.get(shown.link);
        int last = Math.min(links.size(), shown.link + 1 + SHOWN_LINKS_MAX);
        for (int i = shown.link + 1; i < last && links.get(i).span().start() < shown.to; i++) {
            Link link = links.get(i);
            if (link.span().start() >= shown.from && !Hosts.site(link.host()).equals(Hosts.site(target.host()))) {
                Set<LinkTrait> features = EnumSet.copyOf(target.features());
                features.add(LinkTrait.TEXT_MISMATCH);
                links.set(shown.link, new Link(target.span(), target.url(), target.host(), features));
                return;
            }
        }
    }

    private static boolean namesAnotherSite(String userInfo, String host) {
        int colon = userInfo.indexOf(':');
        String ascii = Hosts.ascii(colon < 0 ? userInfo : userInfo.substring(0, colon));
        return ascii != null
                && Hosts.domain(ascii) != null
                && !Hosts.site(ascii).equals(Hosts.site(host));
    }

    // ---- characters

    /** Reads labels and the dots between them into {@link #host}; {@code unspaced} admits Chinese labels and the like. */
    private void readHost(int start, boolean unspaced) {
        host.setLength(0);
        labels = 1;
        lastLabel = start;
        looseDot = false;
        int at = start;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (isLabel(c, unspaced)) {
                if (host.length() <= HOST_MAX) {
                    host.appendCodePoint(narrowChar(c));
                }
                at += Character.charCount(c);
            } else if (isInvisible(c)) {
                at++;
            } else {
                int dot = dotLength(at, unspaced);
                if (dot == 0) {
                    break;
                }
                looseDot |= dot > 1 || c == '。' || c == '点';
                if (host.length() <= HOST_MAX) {
                    host.append('.');
                }
                at += dot;
                labels++;
                lastLabel = at;
            }
        }
        // Invisible characters at the end belong to what follows.
        while (at > start && isInvisible(text.charAt(at - 1))) {
            at--;
        }
        // A hyphen ends no label.
        while (at > start && text.charAt(at - 1) == '-' && host.length() > 1 && host.charAt(host.length() - 1) == '-') {
            at--;
            host.setLength(host.length() - 1);
        }
        hostEnd = at;
    }

    /** The length of a dot between two labels, as written, or 0. */
    private int dotLength(int at, boolean unspaced) {
        char c = text.charAt(at);
        switch (c) {
            case '.', '．', '｡', '․' -> {
                return startsLabel(at + 1, unspaced) ? 1 : 0;
            }
            case '。' -> {
                return isAsciiAlnum(narrow(at - 1)) && isAsciiAlnum(narrow(at + 1)) ? 1 : 0;
            }
            case '点' -> {
                return isAsciiAlnum(narrow(at - 1)) && BareHosts.followsSpokenDot(text, at + 1) ? 1 : 0;
            }
            case '[', '(', '{', '【', '（' -> {
                int inside = at + 1;
                int length;
                if (matches(inside, "dot")) {
                    length = 3;
                } else if (narrow(inside) == '.' || narrow(inside) == '。' || narrow(inside) == '点') {
                    length = 1;
                } else {
                    return 0;
                }
                int close = inside + length;
                boolean closes = close < text.length() && "])}】）".indexOf(text.charAt(close)) >= 0;
                return closes && startsLabel(close + 1, false) ? close + 1 - at : 0;
            }
            default -> {
                return 0;
            }
        }
    }

    private boolean startsLabel(int at, boolean unspaced) {
        return at < text.length() && text.charAt(at) != '-' && isLabel(text.codePointAt(at), unspaced);
    }

    private static boolean isLabel(int c, boolean unspaced) {
        if (c < 128) {
            return isAsciiAlnum((char) c) || c == '-' || c == '_';
        }
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return isAsciiAlnum((char) (c - 0xFEE0)) || c == '－';
        }
        if (!unspaced && Scripts.isUnspaced(c)) {
            return false;
        }
        return Character.isLetterOrDigit(c) || (Character.getType(c) == Character.NON_SPACING_MARK && !isInvisible(c));
    }

    private static boolean isInvisible(int c) {
        return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0xAD;
    }

    private static boolean isAsciiAlnum(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int narrowChar(int c) {
        return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
    }

    /** The character at an offset, full-width forms of ASCII as ASCII, and 0 beyond either end. */
    private char narrow(int at) {
        return at < 0 || at >= text.length() ? 0 : (char) narrowChar(text.charAt(at));
    }

    private String narrowed(int start, int end) {
        var narrowed = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            narrowed.append(narrow(i));
        }
        return narrowed.toString();
    }
}
