package io.limpid.signal.link;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.InternetDomainName;
import com.ibm.icu.text.SpoofChecker;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names that others like to pose as, prepared for {@link #imitatedBy}.
 *
 * <p>An entry is a name ({@code paypal}, {@code 支付宝}) or a domain ({@code paypal.com}), of which the label before the
 * public suffix is the name. Immutable, so one instance serves all threads.
 *
 * <p>A host imitates a name if one of its labels
 *
 * <ul>
 *   <li>looks like it and isn't it: letters of other scripts, accents, {@code 1} for {@code l}, {@code rn} for {@code m}
 *       ({@code раypal.com}, {@code paypa1.com}, {@code arnazon.com});
 *   <li>joins it to a word that phishers use ({@code paypal-login.com}, {@code securepaypal.top}, {@code 支付宝客服.com});
 *   <li>is the name itself, followed by a suffix that is not the end of the host ({@code paypal.com.evil.top});
 *   <li>or, for the label that somebody registered and names of five letters or more, is one slip away: a letter
 *       doubled, two letters swapped; from six letters on also one letter left out, put in or changed, the first one
 *       excepted.
 * </ul>
 *
 * <p>Precision goes first. Not reported: a listed domain and what lies under it; the name under another suffix
 * ({@code paypal.de}; nobody but its owner knows whether it is theirs); inflections ({@code apples.com}); ordinary words
 * one slip away ({@code goggle.com}); words that merely contain the name ({@code pineapple.com}); the name before
 * a word that is no bait ({@code apple-pie.com}); the name as a sub-domain of somebody's site ({@code
 * apple.stackexchange.com}).
 */
public final class ProtectedNames {
    private static final int SLIP_MIN = 5;
    private static final int ANY_SLIP_MIN = 6;
    private static final int BAIT_JOINED_MIN = 5;

    /** Words that phishing hosts put beside a name. Written for this project. */
    private static final ImmutableSet<String> BAIT = WordList.of("""
            login logon signin signon secure security secured safe safety verify verified verification confirm
            confirmation account accounts acct support service services update updates billing payment payments
            pay bank banking wallet help helpdesk helpline auth authenticate authentication id official bonus
            gift gifts giftcard prize prizes reward rewards refund refunds customer customers care client
            clients unlock unlocked suspended suspension limited alert alerts notice notification recover
            recovery reset password passcode invoice claim claims winner win promo promotion giveaway airdrop
            free vip online web www com webmail mail mobile app apps access checkout transaction transfer case
            ticket resolution resolve center centre team activate activation validate validation restore
            identity portal denglu anquan kefu guanwang
            """);

    private static final ImmutableSet<String> BAIT_HAN = WordList.of("""
            登录 登陆 登錄 安全 官方 官网 官網 客服 认证 認證 验证 驗證 中心 充值 退款 理赔 活动 領獎 领奖 中奖 红包 提现 支付 账户 账号 解冻 服务 服務 在线 办理 贷款 下载
            """);

    /** Ordinary words, and sites of their own, one slip away from names that are often protected. Written for this project. */
    private static final ImmutableSet<String> ORDINARY = WordList.of("""
            goggle papal amazing amazed ample maple apply applet chased chaser chasm phase strike strips stripe
            stripes striped string garget twister titter discovery officer offices finance stream steal payday
            payable paypay square squared squares telegraph vista mister faster infidelity capitol gazelle onion
            union value valued lodger ledgers pledge bookings looking cooking backing banking single revolt
            broken grange oranges western eastern barclay
            """);

    private static final SpoofChecker CHECKER =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    private final ImmutableList<Name> names;
    private final Set<String> domains;
    private final Set<String> labels;
    private final ImmutableMap<String, Name> byLooks;

    /** A protected name: the entry as listed, its label, and what the label looks like. */
    private record Name(String entry, String label, String looks) {}

    private ProtectedNames(List<Name> names, Set<String> domains) {
        this.names = ImmutableList.copyOf(names);
        this.domains = Set.copyOf(domains);
        this.labels = Set.copyOf(names.stream().map(Name::label).toList());
        Map<String, Name> looks = new LinkedHashMap<>();
        names.forEach(name -> looks.putIfAbsent(name.looks, name));
        this.byLooks = ImmutableMap.copyOf(looks);
    }

    /** Prepares a list; entries that can be no host label are left out, as nothing imitates them. */
    public static ProtectedNames of(List<String> entries) {
        Set<Name> names = new LinkedHashSet<>();
        Set<String> domains = new LinkedHashSet<>();
        for (String entry : entries) {
            String ascii = Hosts.ascii(entry.strip());
            if (ascii == null) {
                continue;
            }
            String unicode = Hosts.unicode(ascii);
            String label = unicode;
            if (unicode.indexOf('.') >= 0) {
                domains.add(ascii);
                label = registeredLabel(unicode);
            }
            names.add(new Name(entry, label, looks(label)));
        }
        return new ProtectedNames(List.copyOf(names), domains);
    }

    /** The entry that the link's host imitates, the first of the list where there are several; empty if it imitates none. */
    public Optional<String> imitatedBy(Link link) {
        String ascii = link.host();
        InternetDomainName domain = Hosts.domain(ascii);
        if (domain == null || names.isEmpty() || HostNames.isListed(ascii, domains)) {
            return Optional.empty();
        }
        String[] parts = Hosts.unicode(ascii).split("\\.", -1);
        int registered = registeredIndex(parts, domain);
        if (labels.contains(parts[registered])) {
            return Optional.empty();
        }
        for (int i = registered; i >= 0; i--) {
            Name name = posingAs(parts, i, registered);
            if (name != null) {
                return Optional.of(name.entry);
            }
        }
        return Optional.empty();
    }

    private @Nullable Name posingAs(String[] parts, int at, int registered) {
        String label = parts[at];
        String looks = looks(label);
        Name same = byLooks.get(looks);
        if (same != null) {
            if (!same.label.equals(label)) {
                return isTelling(same, label) ? same : null;
            }
            // The name itself, left of what was registered: a disguise only with a suffix after it, as in
            // name.com.evil.top.
            return at + 1 < registered && isSuffix(parts[at + 1]) ? same : null;
        }
        Name baited = joinedToBait(label);
        if (baited != null) {
            return baited;
        }
        return at == registered ? slipAwayFrom(label) : null;
    }

    /** Letters alone that look alike ({@code i}, {@code l}; {@code rn}, {@code m}) tell little in short names. */
    private static boolean isTelling(Name name, String label) {
        boolean lettersOnly = label.chars().allMatch(c -> c >= 'a' && c <= 'z');
        return name.label.length() >= (lettersOnly ? SLIP_MIN : 3) && !ORDINARY.contains(label);
    }

    private static boolean isSuffix(String label) {
        return label.equals("com")
                || label.equals("net")
                || label.equals("org")
                || label.equals("cn")
                || label.equals("co");
    }

    // ---- bait

    private @Nullable Name joinedToBait(String label) {
        if (label.indexOf('-') > 0) {
            Name found = null;
            boolean bait = false;
            for (String token : label.split("-", -1)) {
                bait |= BAIT.contains(token) || BAIT_HAN.contains(token);
                Name name = byLooks.get(looks(token));
                if (found == null && name != null && (name.label.equals(token) || isTelling(name, token))) {
                    found = name;
                }
                Name glued = gluedToBait(token);
                if (glued != null) {
                    return glued;
                }
            }
            return bait ? found : null;
        }
        return gluedToBait(label);
    }

    /** {@code securepaypal}: a name and bait in one word. */
    private @Nullable Name gluedToBait(String label) {
        for (int cut = 1; cut < label.length(); cut++) {
            Name name = named(label.substring(0, cut));
            if (name != null && isBait(label.substring(cut))) {
                return name;
            }
            name = named(label.substring(cut));
            if (name != null && isBait(label.substring(0, cut))) {
                return name;
            }
        }
        return null;
    }

    /** A name long enough to be told inside a longer label: five letters, or two characters of Chinese. */
    private @Nullable Name named(String part) {
        Name name = byLooks.get(looks(part));
        if (name == null) {
            return null;
        }
        boolean han = part.length() >= 2 && Scripts.isUnspaced(part.codePointAt(0));
        return han || part.length() >= BAIT_JOINED_MIN ? name : null;
    }

    /** One bait word, or two. */
    private static boolean isBait(String part) {
        if (BAIT.contains(part) || BAIT_HAN.contains(part)) {
            return true;
        }
        for (int cut = 2; cut <= part.length() - 2; cut++) {
            String left = part.substring(0, cut);
            String right = part.substring(cut);
            if ((BAIT.contains(left) || BAIT_HAN.contains(left))
                    && (BAIT.contains(right) || BAIT_HAN.contains(right))) {
                return true;
            }
        }
        return false;
    }

    // ---- slips

    private @Nullable Name slipAwayFrom(String label) {
        if (label.length() < SLIP_MIN || ORDINARY.contains(label) || labels.contains(label)) {
            return null;
        }
        for (Name name : names) {
            if (isSlip(name.label, label)) {
                return name;
            }
        }
        return null;
    }

    /** One slip of the kinds that the class comment lists. */
    private static boolean isSlip(String name, String label) {
        int shorter = Math.min(name.length(), label.length());
        if (name.length() < SLIP_MIN
                || Math.abs(name.length() - label.length()) > 1
                || !isLatin(name)
                || !isLatin(label)) {
            return false;
        }
        int same = 0;
        while (same < shorter && name.charAt(same) == label.charAt(same)) {
            same++;
        }
        if (name.length() == label.length()) {
            if (same == name.length()) {
                return false;
            }
            boolean swapped = same + 1 < name.length()
                    && name.charAt(same) == label.charAt(same + 1)
                    && name.charAt(same + 1) == label.charAt(same)
                    && name.regionMatches(same + 2, label, same + 2, name.length() - same - 2);
            boolean changed = same > 0
                    && name.length() >= ANY_SLIP_MIN
                    && name.regionMatches(same + 1, label, same + 1, name.length() - same - 1);
            return swapped || changed;
        }
        if (label.length() > name.length()) {
            if (!label.regionMatches(same + 1, name, same, name.length() - same)) {
                return false;
            }
            char added = label.charAt(same);
            boolean doubled = same > 0 && label.charAt(same - 1) == added;
            boolean inflected = same == name.length() && "sdrnyei".indexOf(added) >= 0;
            return (doubled && !(inflected && added == 's'))
                    || (!inflected && same > 0 && name.length() >= ANY_SLIP_MIN);
        }
        return same > 0
                && name.length() >= ANY_SLIP_MIN
                && name.regionMatches(same + 1, label, same, label.length() - same);
    }

    private static boolean isLatin(String label) {
        return label.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    // ---- looks

    /** What a label looks like at a glance: confusable letters, accents and digits as plain Latin letters. */
    private static String looks(String label) {
        String plain = label;
        if (!label.chars().allMatch(c -> c < 128)) {
            String skeleton = CHECKER.getSkeleton(label).toLowerCase(Locale.ROOT);
            plain = withoutMarks(skeleton);
        }
        if (plain.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-')) {
            return plain;
        }
        var looks = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            char next = i + 1 < plain.length() ? plain.charAt(i + 1) : 0;
            if (c == 'r' && next == 'n') {
                looks.append('m');
                i++;
            } else if (c == 'v' && next == 'v') {
                looks.append('w');
                i++;
            } else {
                looks.append(
                        switch (c) {
                            case '0' -> 'o';
                            case '1', 'i' -> 'l';
                            case '3' -> 'e';
                            case '4' -> 'a';
                            case '5' -> 's';
                            case '7' -> 't';
                            case '8' -> 'b';
                            default -> c;
                        });
            }
        }
        return looks.toString();
    }

    private static String withoutMarks(String text) {
        var plain = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFD).codePoints().forEach(c -> {
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }

    private static String registeredLabel(String unicode) {
        String ascii = Hosts.ascii(unicode);
        InternetDomainName domain = ascii == null ? null : Hosts.domain(ascii);
        String[] parts = unicode.split("\\.", -1);
        return domain == null ? parts[0] : parts[registeredIndex(parts, domain)];
    }

    /** Which label somebody registered: the one before the public suffix. */
    private static int registeredIndex(String[] parts, InternetDomainName domain) {
        InternetDomainName owned =
                domain.isUnderPublicSuffix() ? domain.topPrivateDomain() : domain.topDomainUnderRegistrySuffix();
        return parts.length - owned.parts().size();
    }
}
