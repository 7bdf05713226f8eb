package io.limpid.server.web;

import java.util.ArrayList;
import java.util.List;

/**
 * A text of the interface's document: paragraphs and lists.
 *
 * <p>Of CommonMark it knows what the document uses: empty lines between paragraphs, items that begin with {@code -}, and code in
 * backticks.
 */
record Prose(List<Block> blocks) {
    Prose {
        blocks = List.copyOf(blocks);
    }

    /** A paragraph, or the items of a list. */
    record Block(boolean isList, List<List<Piece>> items) {}

    /**
     * A piece of a line.
     *
     * @param code whether it is to be read letter by letter
     * @param href where it leads; empty for nowhere
     */
    record Piece(String text, boolean code, String href) {
        static Piece of(String text) {
            return new Piece(text, false, "");
        }

        static Piece code(String text) {
            return new Piece(text, true, "");
        }
    }

    static Prose of(String text) {
        List<Block> blocks = new ArrayList<>();
        for (String part : text.strip().split("\n\\s*\n", -1)) {
            if (part.isBlank()) {
                continue;
            }
            boolean isList = part.startsWith("- ");
            List<List<Piece>> items = new ArrayList<>();
            for (String item : isList ? part.substring(2).split("\n- ", -1) : new String[] {part}) {
                items.add(pieces(item.replaceAll("\\s*\n\\s*", " ")));
            }
            blocks.add(new Block(isList, items));
        }
        return new Prose(blocks);
    }

    /** A line, with code in backticks. */
    static List<Piece> pieces(String line) {
        List<Piece> pieces = new ArrayList<>();
        String[] parts = line.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                pieces.add(i % 2 == 1 ? Piece.code(parts[i]) : Piece.of(parts[i]));
            }
        }
        return pieces;
    }
}
