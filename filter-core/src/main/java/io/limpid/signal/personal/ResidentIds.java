package io.limpid.signal.personal;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * Chinese resident identity numbers: region, birth date, check character.
 *
 * <p>Eighteen characters, whole or as region, date and rest with spaces or hyphens between. The old form of fifteen digits
 * has no check character, and one number in some forty passes its ranges by chance; it counts only after the words for
 * an identity card. Years are 1900 to 2099: there is no clock here to say which are past.
 */
final class ResidentIds {
    /** Provinces and their like (GB/T 2260), the special regions, Taiwan residents, and foreigners' permits. */
    private static final Set<Integer> PROVINCES = ImmutableSet.of(
            11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61,
            62, 63, 64, 65, 71, 81, 82, 83, 91);

    private static final List<String> CUES = List.of("身份证", "身份證", "证件号", "idcard", "id card", "resident id");
    private static final int CUE_REACH = 16;

    private ResidentIds() {}

    static void find(PlainText text, List<PersonalDatum> into) {
        for (int group = 0; group < text.groups(); group++) {
            int start = text.groupStart(group);
            int length = text.groupLength(group);
            int end = switch (length) {
                case 17 -> withCheck(text, text.groupEnd(group), start);
                case 18 -> text.groupEnd(group);
                case 15 -> text.groupEnd(group);
                case 6 -> grouped(text, group);
                default -> -1;
            };
            if (end > 0 && text.standsAlone(start, end)) {
                String id = compact(text, start, end);
                if (id.length() == 18 ? isResidentId(id) : isOldId(id) && hasCue(text, start)) {
                    into.add(new PersonalDatum(PersonalKind.CN_RESIDENT_ID, new Span(start, end), Mask.ends(id, 3, 2)));
                }
            }
        }
    }

    private static int withCheck(PlainText text, int end, int start) {
        return end - start == 17 && isX(text.at(end)) ? end + 1 : -1;
    }

    /** Region, date, and order with check character: {@code 110101 19900307 771X}. */
    private static int grouped(PlainText text, int group) {
        char gap = text.gapAfter(group);
        if (group + 2 >= text.groups()
                || (gap != ' ' && gap != '-')
                || text.gapAfter(group + 1) != gap
                || text.groupLength(group + 1) != 8) {
            return -1;
        }
        int end = text.groupEnd(group + 2);
        return switch (text.groupLength(group + 2)) {
            case 4 -> end;
            case 3 -> isX(text.at(end)) ? end + 1 : -1;
            default -> -1;
        };
    }

    private static boolean isX(char c) {
        return c == 'X' || c == 'x';
    }

    private static boolean isResidentId(String id) {
        int year = Integer.parseInt(id, 6, 10, 10);
        return isProvince(id) && year >= 1900 && year <= 2099 && isDate(year, id, 10) && Checksums.isMod11Radix2(id);
    }

    private static boolean isOldId(String id) {
        return isProvince(id) && isDate(1900 + Integer.parseInt(id, 6, 8, 10), id, 8);
    }

    private static boolean isProvince(String id) {
        return PROVINCES.contains(Integer.parseInt(id, 0, 2, 10));
    }

    private static boolean isDate(int year, String id, int month) {
        try {
            LocalDate.of(
                    year, Integer.parseInt(id, month, month + 2, 10), Integer.parseInt(id, month + 2, month + 4, 10));
            return true;
        } catch (DateTimeException noSuchDay) {
            return false;
        }
    }

    private static boolean hasCue(PlainText text, int start) {
        String before = text.before(start, CUE_REACH);
        return CUES.stream().anyMatch(before::contains);
    }

    private static String compact(PlainText text, int start, int end) {
        var compact = new StringBuilder(18);
        for (int i = start; i < end; i++) {
            if (PlainText.isWord(text.at(i))) {
                compact.append(Ascii.toUpperCase(text.at(i)));
            }
        }
        return compact.toString();
    }
}
