package io.limpid.server.web;

import io.limpid.rule.Facts;
import io.limpid.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a condition in words: its operators, and the facts that it reads, are spelt out. */
final class ConditionWords {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<quoted>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
                    + "|(?<operator>&&|\\|\\||==|!=|>=|<=|[!<>])"
                    + "|(?<name>[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*)"
                    + "|(?<space>\\s+)"
                    + "|(?<other>.)",
            Pattern.DOTALL);
    private static final Map<String, String> OPERATORS = Map.of(
            "&&",
            "and",
            "||",
            "or",
            "==",
            "is",
            "!=",
            "is-not",
            ">=",
            "at-least",
            "<=",
            "at-most",
            "!",
            "not",
            "<",
            "less",
            ">",
            "more");

    private ConditionWords() {}

    /**
     * A piece of a condition.
     *
     * @param signal the signal that it names; empty where it names none
     */
    record Token(Kind kind, String text, String signal) {}

    /** What a piece of a condition is. */
    enum Kind {
        JOINT,
        COMPARISON,
        SIGNAL,
        FACT,
        PLAIN
    }

    static List<Token> of(Rule rule, Words words) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(rule.when().text());
        while (matcher.find()) {
            String text = matcher.group();
            if (matcher.group("operator") != null) {
                tokens.add(operator(text, words));
            } else if (matcher.group("name") != null) {
                tokens.add(name(text, rule, words));
            } else {
                tokens.add(new Token(Kind.PLAIN, matcher.group("space") != null ? " " : text, ""));
            }
        }
        return tokens;
    }

    private static Token operator(String text, Words words) {
        String said = words.say("when." + OPERATORS.get(text));
        boolean isJoint = text.equals("&&") || text.equals("||") || text.equals("!");
        return new Token(
                isJoint ? Kind.JOINT : Kind.COMPARISON, text.equals("!") ? said + words.say("word.gap") : said, "");
    }

    private static Token name(String text, Rule rule, Words words) {
        int dot = text.indexOf('.');
        String first = dot < 0 ? text : text.substring(0, dot);
        if (rule.signals().containsKey(first)) {
            String part = dot < 0 ? "" : text.substring(dot + 1);
            String said = words.has("when.part." + part) ? words.say("when.part." + part, first) : text;
            return new Token(Kind.SIGNAL, said, first);
        }
        return Facts.has(text) ? new Token(Kind.FACT, words.say("fact." + text), "") : new Token(Kind.PLAIN, text, "");
    }
}
