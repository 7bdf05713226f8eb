package io.limpid.signal.link;

import io.limpid.signal.LinkTrait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Compares what links show with where they lead, in Markdown, HTML and BBCode: a text that names another site than its target
 * deceives.
 *
 * <p>Follows {@link LinkFinder} through a text. Not thread-safe.
 */
final class LinkTexts {
    /** How far a shown text may lie from its target, and how many links in it are looked at. */
    private static final int SHOWN_TEXT_MAX = 400;

    private static final int SHOWN_LINKS_MAX = 8;

    private final String text;

    /** The links found so far. */
    private final List<Link> links;

    /** Texts that come after their target. */
    private final List<ShownText> expected = new ArrayList<>();

    /** Where square brackets are open, and the pair that was closed last, for {@code [shown](target)}. */
    private int[] open = new int[8];

    private int openCount;
    private int lastOpen = -1;
    private int lastClose = -1;

    private record ShownText(int link, int from, int to) {}

    LinkTexts(String text, List<Link> links) {
        this.text = text;
        this.links = links;
    }

    /** A square bracket opens at an offset. */
    void opened(int at) {
        if (openCount == open.length) {
            open = Arrays.copyOf(open, 2 * openCount);
        }
        open[openCount++] = at;
    }

    /** A square bracket closes at an offset. */
    void closed(int at) {
        lastClose = at;
        lastOpen = openCount > 0 ? open[--openCount] : -1;
    }

    /** {@code [shown](target)}: whether a link in the shown text, all found by now, leads to another site than the target. */
    boolean namesAnotherBefore(int start, String host) {
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
            if (shown.span().end() <= lastClose && !Hosts.site(shown.host()).equals(Hosts.site(host))) {
                return true;
            }
        }
        return false;
    }

    /** {@code <a href="target">shown</a>} and {@code [url=target]shown[/url]}: compared once the links in it are known. */
    void expectAfter(int start, int end) {
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
        expected.add(new ShownText(links.size(), from + 1, close < 0 ? limit : close));
    }

    /** Compares the texts that came after their target. */
    void compareExpected() {
        expected.forEach(this::compare);
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

    private void compare(ShownText shown) {
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
}
