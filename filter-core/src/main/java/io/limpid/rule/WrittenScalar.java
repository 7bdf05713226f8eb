package io.limpid.rule;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A text as it is written in a YAML file, for finding the place of one of its characters.
 *
 * @param file the file that it stands in
 * @param node the text, in whatever style
 */
record WrittenScalar(YamlFile file, ScalarNode node) {

    /*
     * What YAML changes between file and value is white space (indentation, folded lines) and, in quotes, what is escaped. So
     * the two are read side by side, without white space, up to the character that is wanted. Where they part, as at the escape
     * \n, only the start of the text is known.
     */

    /**
     * Place of a character of the value; the start of the text where it cannot be told.
     *
     * @param line within the value, from 1
     * @param column in code points, from 0; at white space or beyond the line it is the place right behind what stands before
     */
    Place placeOf(int line, int column) {
        Place start = YamlFile.placeOf(file.name(), node);
        String text = file.text();
        String value = node.getValue();
        int wanted = offset(value, line, column);
        boolean isThere = wanted < value.length() && !isSpace(value.charAt(wanted));
        int content = contentStart();
        int at = content;
        for (int i = 0; i < (isThere ? wanted + 1 : wanted); ) {
            int expected = value.codePointAt(i);
            if (!isSpace(expected)) {
                at = nextCharacter(at);
                if (at == text.length() || text.codePointAt(at) != expected) {
                    return start;
                }
                if (i == wanted) {
                    return placeAt(at);
                }
                at += Character.charCount(expected);
            }
            i += Character.charCount(expected);
        }
        return at == content ? start : placeAt(at);
    }

    private static int offset(String value, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = value.indexOf('\n', start) + 1;
            if (start == 0) {
                return value.length();
            }
        }
        int end = value.indexOf('\n', start);
        int length = value.codePointCount(start, end < 0 ? value.length() : end);
        return value.offsetByCodePoints(start, Math.min(column, length));
    }

    private int contentStart() {
        int start = file.text()
                .offsetByCodePoints(0, node.getStartMark().map(Mark::getIndex).orElse(0));
        return switch (node.getScalarStyle()) {
            case SINGLE_QUOTED, DOUBLE_QUOTED -> start + 1;
            case LITERAL, FOLDED -> {
                int lineEnd = file.text().indexOf('\n', start);
                yield lineEnd < 0 ? file.text().length() : lineEnd;
            }
            default -> start;
        };
    }

    /** Offset of the next character that stands for itself; the end of the text where one is told by a code instead. */
    private int nextCharacter(int from) {
        String text = file.text();
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        if (node.getScalarStyle() == ScalarStyle.SINGLE_QUOTED && text.startsWith("''", at)) {
            return at + 1;
        }
        if (node.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED && text.startsWith("\\", at)) {
            boolean itself = at + 1 < text.length() && "\"\\/".indexOf(text.charAt(at + 1)) >= 0;
            return itself ? at + 1 : text.length();
        }
        return at;
    }

    private Place placeAt(int offset) {
        String before = file.text().substring(0, offset);
        int lineStart = before.lastIndexOf('\n') + 1;
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Place(file.name(), line, before.codePointCount(lineStart, offset) + 1);
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
