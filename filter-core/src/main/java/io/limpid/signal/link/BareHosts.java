package io.limpid.signal.link;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a host written without a scheme from what only looks like one.
 *
 * <p>All suffixes meant here are public ones already. The question is whether people write {@code x.suffix} and mean a
 * site: {@code come.in}, {@code main.py} and {@code home.So} are none. A path, a leading {@code www}, or a host of three
 * labels settles it; otherwise the suffix has to be one under which bare hosts are common.
 */
final class BareHosts {
    /** Longest first, so that {@code https} is not read as {@code s}. */
    static final List<String> SCHEMES = List.of("https", "hxxps", "http", "hxxp", "ftp");

    /** Country suffixes that are words of running text, or the ends of file names. */
    private static final ImmutableSet<String> WORDS_AND_FILES = WordList.of("""
            ad ai al am as at ba be bo br by do es et gp id ie il im in is it la lo ma mc md me mm mo ms mt mu
            my na ne no nu pa pm pl ps py re rs sc se sh si sm so st td to us va vi vu ws ye za hm um mr om de
            ch cv bs fo ki an hu ha pt ca
            """);

    /** Of those, suffixes under which bare hosts are common too: taken when the name is no ordinary little word. */
    private static final Set<String> ALSO_COMMON =
            Set.of("de", "ch", "ca", "us", "pl", "se", "br", "es", "be", "pt", "hu");

    /** Generic suffixes under which bare hosts are common and which are no English words that start a sentence. */
    private static final ImmutableSet<String> COMMON_GENERIC = WordList.of("""
            com net org edu gov info biz mobi top xyz vip shop site online club ltd wang app dev tech icu fun
            loan website store cloud win bid link asia pro buzz cyou sbs monster ren ink casino bet poker porn
            xxx cfd blog wiki click gle page bond quest rest lol xin host press space
            """);

    /** Names of things, not of sites. */
    private static final Set<String> NO_HOSTS = Set.of("asp.net", "ado.net", "vb.net", "ml.net", "node.app");

    /** Suffixes that people trouble to disguise the dot before; others after 。 start a sentence. */
    private static final ImmutableSet<String> DISGUISED =
            WordList.of("com cn net org top xyz vip cc info shop site club");

    private BareHosts() {}

    /** True if a suffix follows a dot that was spelt out, as in {@code abc点com}. */
    static boolean followsSpokenDot(String text, int at) {
        for (String suffix : DISGUISED) {
            int end = at + suffix.length();
            if (text.regionMatches(true, at, suffix, 0, suffix.length())
                    && (end >= text.length() || !isAsciiLetterOrDigit(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param ascii the host in lower-case ASCII form, under a public suffix
     * @param lastWritten its last label as written
     * @param path whether a path, a query or a port follows
     * @param looseDot whether a dot was written as something else than one dot character
     * @param call whether an opening parenthesis follows, as in code
     */
    static boolean isCertain(
            String ascii, String lastWritten, int labels, boolean path, boolean looseDot, boolean call) {
        int dot = ascii.lastIndexOf('.');
        String suffix = ascii.substring(dot + 1);
        String name = ascii.substring(ascii.lastIndexOf('.', dot - 1) + 1, dot);
        boolean common = COMMON_GENERIC.contains(suffix) || (suffix.length() == 2 && !WORDS_AND_FILES.contains(suffix));
        if (looseDot) {
            return DISGUISED.contains(suffix) && !startsSentence(lastWritten) && !(isDigits(name) && name.length() < 3);
        }
        if (ascii.startsWith("www.") && labels >= 3) {
            return true;
        }
        if (ascii.indexOf('_') >= 0) {
            return path && labels >= 3;
        }
        if (path) {
            return suffix.length() > 2 || name.length() > 1 || (suffix.length() == 2 && !isDigits(name));
        }
        if (startsSentence(lastWritten) || call || NO_HOSTS.contains(ascii)) {
            return false;
        }
        if (isDigits(name) && (name.length() < 3 || labels > 2) && !suffix.equals("com") && !suffix.equals("cn")) {
            return false;
        }
        if (common) {
            return true;
        }
        if (ALSO_COMMON.contains(suffix) && name.length() >= 6) {
            return true;
        }
        // Three labels of which none is a single letter: a sub-domain, not a sentence.
        return (labels >= 3 && !hasShortLabel(ascii))
                || (suffix.length() > 2 && (name.indexOf('-') > 0 || hasDigitAndLetter(name)));
    }

    /** {@code Then} in {@code end.Then}: a new sentence, while {@code X.COM} is a host in capitals. */
    private static boolean startsSentence(String label) {
        return label.length() > 1 && Character.isUpperCase(label.charAt(0)) && Character.isLowerCase(label.charAt(1));
    }

    private static boolean hasShortLabel(String host) {
        for (String label : host.split("\\.", -1)) {
            if (label.length() < 2 || isDigits(label)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasDigitAndLetter(String label) {
        return label.chars().anyMatch(c -> c >= '0' && c <= '9')
                && label.chars().anyMatch(c -> c >= 'a' && c <= 'z');
    }

    private static boolean isDigits(String label) {
        return label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
