package io.limpid.signal.personal;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.util.List;

/** International bank account numbers: a country, its length, remainder 1 modulo 97; whole or in groups of four. */
final class Ibans {
    /** Lengths by country, as the SWIFT registry of IBAN formats gives them. */
    private static final ImmutableMap<String, Integer> LENGTHS =
            lengths("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 "
                    + "CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 "
                    + "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 "
                    + "MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 "
                    + "SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    private Ibans() {}

    static void find(PlainText text, List<PersonalDatum> into) {
        for (int group = 0; group < text.groups(); group++) {
            int start = text.groupStart(group) - 2;
            if (start >= 0
                    && PlainText.isLetter(text.at(start))
                    && PlainText.isLetter(text.at(start + 1))
                    && !PlainText.isWord(text.at(start - 1))) {
                int length = LENGTHS.getOrDefault(Ascii.toUpperCase(text.slice(start, start + 2)), 0);
                int end = length == 0 ? -1 : end(text, start, length);
                if (end > 0) {
                    String iban = compact(text, start, end);
                    if (Checksums.isMod97(iban) && !text.isInAddress(start)) {
                        into.add(new PersonalDatum(PersonalKind.IBAN, new Span(start, end), Mask.ends(iban, 4, 4)));
                    }
                }
            }
        }
    }

    /** Where so many letters and digits end, with or without a space or hyphen after each four; -1 if they don't fit. */
    private static int end(PlainText text, int start, int length) {
        char gap = text.at(start + 4) == ' ' || text.at(start + 4) == '-' ? text.at(start + 4) : 0;
        int at = start;
        for (int read = 0; read < length; read++) {
            if (gap != 0 && read > 0 && read % 4 == 0 && text.at(at++) != gap) {
                return -1;
            }
            char c = text.at(at++);
            if (!(PlainText.isLetter(c) || PlainText.isDigit(c))
                    || ((read == 2 || read == 3) && !PlainText.isDigit(c))) {
                return -1;
            }
        }
        return PlainText.isWord(text.at(at)) ? -1 : at;
    }

    private static String compact(PlainText text, int start, int end) {
        var compact = new StringBuilder();
        for (int i = start; i < end; i++) {
            if (PlainText.isWord(text.at(i))) {
                compact.append(Ascii.toUpperCase(text.at(i)));
            }
        }
        return compact.toString();
    }

    private static ImmutableMap<String, Integer> lengths(String table) {
        var lengths = ImmutableMap.<String, Integer>builder();
        for (String entry : Splitter.on(' ').split(table)) {
            lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
        }
        return lengths.buildOrThrow();
    }
}
