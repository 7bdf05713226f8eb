package io.limpid.signal.personal;

import com.google.common.base.Ascii;
import com.google.common.net.InternetDomainName;
import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.util.List;

/**
 * E-mail addresses: the dot-atom form of RFC 5321 without the rarer signs, under a public suffix.
 *
 * <p>No user names of web addresses ({@code https://name@host}), no remotes of version control ({@code git@host:path}).
 */
final class Emails {
    private static final int LOCAL_MAX = 64;
    private static final int DOMAIN_MAX = 253;

    private Emails() {}

    /** Reads the public suffixes now. */
    static void load() {
        hasPublicSuffix("example.com");
    }

    static void find(PlainText text, List<PersonalDatum> into) {
        for (int at = 1; at < text.length(); at++) {
            if (text.at(at) == '@') {
                int start = localStart(text, at);
                int end = domainEnd(text, at + 1);
                if (start < at && isAddress(text, start, at, end)) {
                    String domain = Ascii.toLowerCase(text.slice(at + 1, end));
                    into.add(new PersonalDatum(
                            PersonalKind.EMAIL, new Span(start, end), text.at(start) + "…@" + domain));
                }
            }
        }
    }

    private static int localStart(PlainText text, int at) {
        int start = at;
        while (at - start <= LOCAL_MAX && isLocal(text.at(start - 1))) {
            start--;
        }
        // A sentence may end, or a quote open, right before the address.
        while (start < at && (text.at(start) == '.' || text.at(start) == '\'' || text.at(start) == '-')) {
            start++;
        }
        return at - start > LOCAL_MAX ? at : start;
    }

    private static int domainEnd(PlainText text, int start) {
        int end = start;
        while (end - start <= DOMAIN_MAX
                && (PlainText.isLetter(text.at(end))
                        || PlainText.isDigit(text.at(end))
                        || text.at(end) == '-'
                        || text.at(end) == '.')) {
            end++;
        }
        while (end > start && (text.at(end - 1) == '.' || text.at(end - 1) == '-')) {
            end--;
        }
        return end;
    }

    private static boolean isAddress(PlainText text, int start, int at, int end) {
        String local = text.slice(start, at);
        String domain = text.slice(at + 1, end);
        if (local.endsWith(".")
                || local.contains("..")
                || end - at - 1 > DOMAIN_MAX
                || text.at(end) == '@'
                || text.at(end) == '_') {
            return false;
        }
        if ((text.at(start - 1) == '/' && text.at(start - 2) == '/') || isPassword(text, start)) {
            return false;
        }
        if (local.equals("git") && text.at(end) == ':') {
            return false;
        }
        return domain.indexOf('.') > 0 && hasPublicSuffix(domain);
    }

    private static boolean hasPublicSuffix(String domain) {
        return InternetDomainName.isValid(domain)
                && InternetDomainName.from(domain).isUnderRegistrySuffix();
    }

    /** The end of {@code //user:password@host}. */
    private static boolean isPassword(PlainText text, int start) {
        int i = start - 1;
        if (text.at(i) != ':') {
            return false;
        }
        while (start - i < LOCAL_MAX && isLocal(text.at(i - 1))) {
            i--;
        }
        return text.at(i - 1) == '/' && text.at(i - 2) == '/';
    }

    private static boolean isLocal(char c) {
        return PlainText.isWord(c) || c == '.' || c == '+' || c == '-' || c == '%' || c == '\'' || c == '&';
    }
}
