package io.limpid.signal.link;

import com.ibm.icu.lang.UScript;
import java.util.BitSet;

/** Scripts of letters, as far as hosts need them. */
final class Scripts {
    /** Scripts that are written together (UTS 39, highly restrictive level). */
    private static final BitSet JAPANESE = set(UScript.LATIN, UScript.HAN, UScript.HIRAGANA, UScript.KATAKANA);

    private static final BitSet CHINESE = set(UScript.LATIN, UScript.HAN, UScript.BOPOMOFO);
    private static final BitSet KOREAN = set(UScript.LATIN, UScript.HAN, UScript.HANGUL);

    private Scripts() {}

    /** A letter of a script that puts no space between words: Chinese, Japanese, Korean (particles), Thai, Lao, Khmer, Burmese. */
    static boolean isUnspaced(int c) {
        return c >= 0x0E00
                && ((c <= 0x109F && (c <= 0x0EFF || c >= 0x1000))
                        || (c >= 0x1100 && c <= 0x11FF)
                        || (c >= 0x1780 && c <= 0x17FF)
                        || (c >= 0x2E80 && c <= 0xA4CF)
                        || (c >= 0xAC00 && c <= 0xD7FF)
                        || (c >= 0xF900 && c <= 0xFAFF)
                        || (c >= 0xFF66 && c <= 0xFFDC)
                        || (c >= 0x20000 && c <= 0x3FFFF));
    }

    /** True if a label of the host mixes scripts that no writing system mixes. */
    static boolean isMixed(String host) {
        var scripts = new BitSet();
        for (int at = 0; at <= host.length(); ) {
            if (at == host.length() || host.charAt(at) == '.') {
                if (scripts.cardinality() > 1
                        && !isWithin(scripts, JAPANESE)
                        && !isWithin(scripts, CHINESE)
                        && !isWithin(scripts, KOREAN)) {
                    return true;
                }
                scripts.clear();
                at++;
                continue;
            }
            int c = host.codePointAt(at);
            int script = UScript.getScript(c);
            if (script != UScript.COMMON && script != UScript.INHERITED && script != UScript.UNKNOWN) {
                scripts.set(script);
            }
            at += Character.charCount(c);
        }
        return false;
    }

    private static boolean isWithin(BitSet scripts, BitSet whole) {
        var rest = (BitSet) scripts.clone();
        rest.andNot(whole);
        return rest.isEmpty();
    }

    private static BitSet set(int... scripts) {
        var set = new BitSet();
        for (int script : scripts) {
            set.set(script);
        }
        return set;
    }
}
