package io.limpid.signal.personal;

import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points on Earth: two decimal degrees with four decimals or more (some ten metres), or degrees and minutes with the names
 * of their directions.
 *
 * <p>Decimal pairs are latitude and longitude or, as Chinese maps write it, the other way round. Not taken: one of a
 * longer list of numbers (a vector), and a pair within two degrees of 0, 0: open sea there, but scores and exchange rates
 * in texts.
 */
final class Coordinates {
    private static final int DECIMALS_MIN = 4;
    private static final int DECIMALS_MAX = 16;
    private static final double SEA = 2;

    private Coordinates() {}

    /** An angle as written: its end, its value in degrees, and whether it says which axis it is on. */
    private record Angle(int start, int end, double degrees, Axis axis, boolean precise, boolean sexagesimal) {}

    private enum Axis {
        LATITUDE,
        LONGITUDE,
        UNSAID
    }

    static void find(PlainText text, List<PersonalDatum> into) {
        int free = 0;
        for (int group = 0; group < text.groups(); group++) {
            int start = text.groupStart(group);
            boolean decimal = text.gapAfter(group) == '.';
            boolean degrees = isDegree(text.at(text.groupEnd(group)));
            if (start < free || text.groupLength(group) > 3 || !(decimal || degrees) || isAfterNumber(text, start)) {
                continue;
            }
            Angle first = angle(text, start);
            Angle second = first == null ? null : angle(text, afterSeparator(text, first.end));
            if (first != null && second != null && isPoint(first, second) && !isBeforeNumber(text, second.end)) {
                String masked = Math.round(Math.floor(Math.abs(first.degrees))) + "…, "
                        + Math.round(Math.floor(Math.abs(second.degrees))) + "…";
                into.add(new PersonalDatum(PersonalKind.COORDINATES, new Span(first.start, second.end), masked));
                free = second.end;
            }
        }
    }

    private static boolean isPoint(Angle first, Angle second) {
        if (!first.precise || !second.precise || first.sexagesimal != second.sexagesimal) {
            return false;
        }
        if (first.axis != Axis.UNSAID && second.axis != Axis.UNSAID) {
            Angle latitude = first.axis == Axis.LATITUDE ? first : second;
            return first.axis != second.axis && Math.abs(latitude.degrees) <= 90;
        }
        boolean inRange = Math.abs(first.degrees) <= 90 || Math.abs(second.degrees) <= 90;
        boolean sea = Math.abs(first.degrees) < SEA && Math.abs(second.degrees) < SEA;
        return !first.sexagesimal && inRange && !sea;
    }

    /** Reads {@code -39.9042}, {@code 39.9042°N}, {@code 39°54'15"N} or {@code 北纬39°54'15"}; null if there is none. */
    private static @Nullable Angle angle(PlainText text, int from) {
        int at = from;
        int start = from;
        Axis axis = Axis.UNSAID;
        // At a separator's end a direction may stand first; at a group's start it stands before.
        Axis written = axisAt(text, at);
        if (written != Axis.UNSAID) {
            axis = written;
            at += axisLength(text, at);
            while (text.at(at) == ' ') {
                at++;
            }
        } else if (axisBefore(text, at) != Axis.UNSAID) {
            axis = axisBefore(text, at);
            start = at - (text.at(at - 1) > 127 ? 2 : 1);
        }
        boolean negative = text.at(at) == '-' || text.at(at - 1) == '-';
        if (text.at(at) == '-' || text.at(at) == '+') {
            at++;
        } else if (start == at && (text.at(at - 1) == '-' || text.at(at - 1) == '+')) {
            start--;
        }
        int whole = digits(text, at, 3);
        if (whole == 0) {
            return null;
        }
        double degrees = Integer.parseInt(text.slice(at, at + whole));
        at += whole;
        boolean precise = false;
        boolean sexagesimal = false;
        if (text.at(at) == '.') {
            int decimals = digits(text, at + 1, DECIMALS_MAX);
            if (decimals == 0 || PlainText.isDigit(text.at(at + 1 + decimals))) {
                return null;
            }
            degrees += Double.parseDouble("0." + text.slice(at + 1, at + 1 + decimals));
            at += 1 + decimals;
            precise = decimals >= DECIMALS_MIN;
        }
        if (isDegree(text.at(at)) || (text.at(at) == ' ' && isDegree(text.at(at + 1)))) {
            at += text.at(at) == ' ' ? 2 : 1;
            int minutes = part(text, at);
            if (minutes > at && isMinute(text.at(minutes))) {
                degrees += value(text, at, minutes) / 60;
                at = minutes + 1;
                sexagesimal = true;
                precise = true;
                int seconds = part(text, at);
                if (seconds > skipSpace(text, at) && isSecond(text, seconds)) {
                    degrees += value(text, at, seconds) / 3600;
                    at = seconds + (text.at(seconds) == '\'' || text.at(seconds) == '′' ? 2 : 1);
                }
            }
        }
        if (axis == Axis.UNSAID) {
            int space = text.at(at) == ' ' ? 1 : 0;
            Axis after = axisAt(text, at + space);
            if (after != Axis.UNSAID && !PlainText.isLetter(text.at(at + space + 1))) {
                axis = after;
                at += space + axisLength(text, at + space);
            }
        }
        if (degrees > 180 || PlainText.isWord(text.at(at)) || text.at(at) == '%') {
            return null;
        }
        return new Angle(start, at, negative ? -degrees : degrees, axis, precise, sexagesimal);
    }

    /** The end of a number of minutes or seconds, below 60 by its digits. */
    private static int part(PlainText text, int from) {
        int at = skipSpace(text, from);
        int whole = digits(text, at, 2);
        if (whole == 0) {
            return from;
        }
        at += whole;
        return text.at(at) == '.' ? at + 1 + digits(text, at + 1, 8) : at;
    }

    private static double value(PlainText text, int from, int to) {
        return Double.parseDouble(text.slice(skipSpace(text, from), to));
    }

    private static int skipSpace(PlainText text, int at) {
        return text.at(at) == ' ' ? at + 1 : at;
    }

    private static int digits(PlainText text, int from, int most) {
        int count = 0;
        while (count < most && PlainText.isDigit(text.at(from + count))) {
            count++;
        }
        return count;
    }

    private static int afterSeparator(PlainText text, int at) {
        int i = at;
        while (i < at + 3
                && (text.at(i) == ' '
                        || text.at(i) == ','
                        || text.at(i) == ';'
                        || text.at(i) == '、'
                        || text.at(i) == '/')) {
            i++;
        }
        return i;
    }

    private static boolean isAfterNumber(PlainText text, int start) {
        int i = start - 1;
        if (text.at(i) == '-' || text.at(i) == '+') {
            i--;
        }
        if (PlainText.isWord(text.at(i)) && axisBefore(text, start) == Axis.UNSAID) {
            return true;
        }
        boolean comma = text.at(i) == ',' || text.at(i) == '.' || (text.at(i) == ' ' && text.at(i - 1) == ',');
        while (text.at(i) == ' ' || text.at(i) == ',' || text.at(i) == '.') {
            i--;
            if (start - i > 4) {
                break;
            }
        }
        return comma && PlainText.isDigit(text.at(i));
    }

    private static boolean isBeforeNumber(PlainText text, int end) {
        int i = text.at(end) == ',' ? end + 1 : -1;
        if (i < 0) {
            return false;
        }
        i = skipSpace(text, i);
        i += text.at(i) == '-' ? 1 : 0;
        return PlainText.isDigit(text.at(i)) && text.at(i + digits(text, i, 8)) == '.';
    }

    private static Axis axisAt(PlainText text, int at) {
        return switch (text.at(at)) {
            case 'N', 'S', 'n', 's' -> Axis.LATITUDE;
            case 'E', 'W', 'e', 'w' -> Axis.LONGITUDE;
            case '北', '南' -> text.at(at + 1) == '纬' || text.at(at + 1) == '緯' ? Axis.LATITUDE : Axis.UNSAID;
            case '东', '東', '西' -> text.at(at + 1) == '经' || text.at(at + 1) == '經' ? Axis.LONGITUDE : Axis.UNSAID;
            default -> Axis.UNSAID;
        };
    }

    private static int axisLength(PlainText text, int at) {
        return text.at(at) > 127 ? 2 : 1;
    }

    private static Axis axisBefore(PlainText text, int at) {
        if (text.at(at - 1) > 127) {
            return axisAt(text, at - 2);
        }
        return PlainText.isWord(text.at(at - 2)) ? Axis.UNSAID : axisAt(text, at - 1);
    }

    private static boolean isDegree(char c) {
        return c == '°' || c == 'º' || c == '度';
    }

    private static boolean isMinute(char c) {
        return c == '\'' || c == '′' || c == '’' || c == '分';
    }

    private static boolean isSecond(PlainText text, int at) {
        char c = text.at(at);
        return c == '"' || c == '″' || c == '”' || c == '秒' || ((c == '\'' || c == '′') && text.at(at + 1) == c);
    }
}
