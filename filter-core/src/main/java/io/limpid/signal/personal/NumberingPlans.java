package io.limpid.signal.personal;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;

/** The world's telephone numbering plans, as libphonenumber knows them, asked a bounded number of times for one text. */
final class NumberingPlans {
    /** Asking costs some ten microseconds; a text with more candidates than this is a list, and its start tells enough. */
    private static final int MOST_QUESTIONS = 5_000;

    private static final String NO_REGION = "ZZ";

    private static final PhoneNumberUtil UTIL = loaded();

    private int questions;

    /** libphonenumber reads the plan of a region with the first number of it; all of them take some hundred milliseconds. */
    private static PhoneNumberUtil loaded() {
        PhoneNumberUtil util = PhoneNumberUtil.getInstance();
        for (String region : util.getSupportedRegions()) {
            PhoneNumber example = util.getExampleNumber(region);
            if (example == null || !util.isValidNumber(example)) {
                throw new AssertionError("no numbering plan of " + region);
            }
        }
        return util;
    }

    /** Reads all plans now; otherwise that happens when the first text is looked at. */
    static void load() {
        // Done: it is how the class is initialised.
    }

    boolean isExhausted() {
        return questions >= MOST_QUESTIONS;
    }

    /** Whether a number with its country's code, without the plus, is valid. */
    boolean isInternational(String number) {
        questions++;
        try {
            return UTIL.isValidNumber(UTIL.parse("+" + number, NO_REGION));
        } catch (NumberParseException noNumber) {
            return false;
        }
    }

    /** Whether a number is valid as people of a region (ISO 3166-1) dial it. */
    boolean isNational(String number, String region) {
        questions++;
        try {
            return UTIL.isValidNumberForRegion(UTIL.parse(number, region), region);
        } catch (NumberParseException noNumber) {
            return false;
        }
    }

    boolean isNationalInOneOf(List<String> regions, String number) {
        for (String region : regions) {
            if (isNational(number, region)) {
                return true;
            }
        }
        return false;
    }

    boolean isMobile(String number, String region) {
        questions++;
        try {
            // The type of a number that is not valid is unknown.
            return UTIL.getNumberType(UTIL.parse(number, region)) == PhoneNumberType.MOBILE;
        } catch (NumberParseException noNumber) {
            return false;
        }
    }
}
