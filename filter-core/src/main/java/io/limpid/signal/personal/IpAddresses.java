package io.limpid.signal.personal;

import com.google.common.net.InetAddresses;
import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Addresses of hosts that are routed on the public internet.
 *
 * <p>Left out, since they point at nobody: unspecified, loopback, private, shared, link-local, documentation, benchmarking,
 * multicast and reserved blocks (the IANA special-purpose registries), and of IPv6 everything outside the global unicast
 * block 2000::/3. Four numbers below 20 read as a version or a section, as do those after {@code v} or a word for version,
 * unless a word for an address stands before.
 */
final class IpAddresses {
    private static final int CUE_REACH = 16;
    private static final int VERSION_PART_MAX = 19;
    private static final int IPV6_MAX = 39;
    private static final List<String> VERSION_CUES = List.of(
            "version",
            "ver",
            "ver.",
            "release",
            "revision",
            "rev",
            "rev.",
            "build",
            "firmware",
            "driver",
            "update",
            "section",
            "chapter",
            "§",
            "版本",
            "固件",
            "版本号",
            "更新到",
            "升级到");
    private static final List<String> ADDRESS_CUES = List.of("ip", "host", "server", "ping", "addr", "地址", "服务器");

    private IpAddresses() {}

    static void find(PlainText text, List<PersonalDatum> into) {
        for (int group = 0; group + 3 < text.groups(); group++) {
            if (isDotted(text, group)) {
                int start = text.groupStart(group);
                int end = text.groupEnd(group + 3);
                if (isRouted4(text, group) && standsAlone(text, start, end) && !isVersion(text, group)) {
                    into.add(new PersonalDatum(
                            PersonalKind.IP_ADDRESS,
                            new Span(start, end),
                            text.slice(start, text.groupEnd(group + 1)) + ".…"));
                }
                group += 3;
            }
        }
        findVersion6(text, into);
    }

    private static boolean isDotted(PlainText text, int group) {
        for (int i = group; i < group + 4; i++) {
            if (text.groupLength(i) > 3 || (i < group + 3 && text.gapAfter(i) != '.')) {
                return false;
            }
        }
        return (group == 0 || text.gapAfter(group - 1) != '.') && text.gapAfter(group + 3) != '.';
    }

    private static boolean standsAlone(PlainText text, int start, int end) {
        char before = text.at(start - 1);
        boolean afterSlashes = before == '/' && text.at(start - 2) == '/';
        return !PlainText.isWord(before)
                && (before != '/' || afterSlashes)
                && before != '.'
                && before != '-'
                && !PlainText.isWord(text.at(end))
                && text.at(end) != '-';
    }

    private static boolean isRouted4(PlainText text, int group) {
        int[] parts = new int[4];
        for (int i = 0; i < 4; i++) {
            int start = text.groupStart(group + i);
            boolean padded = text.groupLength(group + i) > 1 && text.at(start) == '0';
            parts[i] = padded ? 256 : Integer.parseInt(text.slice(start, text.groupEnd(group + i)));
            if (parts[i] > 255) {
                return false;
            }
        }
        int a = parts[0];
        int b = parts[1];
        int c = parts[2];
        boolean special = a == 0
                || a == 10
                || a == 127
                || a >= 224
                || (a == 100 && b >= 64 && b < 128)
                || (a == 169 && b == 254)
                || (a == 172 && b >= 16 && b < 32)
                || (a == 192 && b == 168)
                || (a == 192 && b == 0 && (c == 0 || c == 2))
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19))
                || (a == 198 && b == 51 && c == 100)
                || (a == 203 && b == 0 && c == 113);
        return !special;
    }

    private static boolean isVersion(PlainText text, int group) {
        int start = text.groupStart(group);
        String before = text.before(start, CUE_REACH).stripTrailing();
        while (before.endsWith(":") || before.endsWith("=") || before.endsWith("是") || before.endsWith("is")) {
            before = before.substring(0, before.length() - (before.endsWith("is") ? 2 : 1))
                    .stripTrailing();
        }
        String cue = before;
        if (ADDRESS_CUES.stream().anyMatch(cue::endsWith)) {
            return false;
        }
        boolean small = true;
        for (int i = group; i < group + 4; i++) {
            small &= Integer.parseInt(text.slice(text.groupStart(i), text.groupEnd(i))) <= VERSION_PART_MAX;
        }
        return small || VERSION_CUES.stream().anyMatch(cue::endsWith) || cue.endsWith(" v") || cue.equals("v");
    }

    private static void findVersion6(PlainText text, List<PersonalDatum> into) {
        int at = 0;
        while (at < text.length()) {
            if (!isHexOrColon(text.at(at))) {
                at++;
                continue;
            }
            int start = at;
            int colons = 0;
            while (isHexOrColon(text.at(at))) {
                colons += text.at(at++) == ':' ? 1 : 0;
            }
            // A sentence may put a colon before an address or after it.
            int end = text.at(at - 1) == ':' && text.at(at - 2) != ':' ? at - 1 : at;
            boolean alone =
                    !PlainText.isWord(text.at(start - 1)) && !PlainText.isWord(text.at(end)) && text.at(end) != '.';
            if (colons >= 2 && end - start <= IPV6_MAX && alone && isRouted6(text.slice(start, end))) {
                String[] parts = text.slice(start, end).split(":", -1);
                into.add(new PersonalDatum(
                        PersonalKind.IP_ADDRESS, new Span(start, end), parts[0] + ":" + parts[1] + ":…"));
            }
        }
    }

    private static boolean isRouted6(String written) {
        if (!InetAddresses.isInetAddress(written)) {
            return false;
        }
        InetAddress address = InetAddresses.forString(written);
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = (bytes[0] & 255) << 8 | (bytes[1] & 255);
        int second = (bytes[2] & 255) << 8 | (bytes[3] & 255);
        boolean documentation = (first == 0x2001 && second == 0x0DB8) || (first == 0x3FFF && second < 0x1000);
        return (first & 0xE000) == 0x2000 && !documentation;
    }

    private static boolean isHexOrColon(char c) {
        return (c >= '0' && c <= ':') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
