package io.limpid.rule;

/**
 * Where a rule is written.
 *
 * @param file {@code <ruleset>/rules/<name>.yaml}
 * @param line of its {@code rule:} key, from 1
 * @param digest {@code sha256:…} of the file's bytes
 * @param text the file's text
 */
public record RuleSource(String file, int line, String digest, String text) {}
