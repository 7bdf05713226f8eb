package io.limpid.rule;

import com.ibm.icu.util.ULocale;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.parser.CelUnparserFactory;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds comparisons in a condition that cannot come out as their author thought. */
final class ConditionLint {
    private static final Set<String> LANGUAGES = Set.of(ULocale.getISOLanguages());
    private static final List<String> SURFACES = Post.SURFACES.stream().sorted().toList();

    private final CelAbstractSyntaxTree tree;
    private final Map<String, Range> ranges;
    private final List<Condition.Fault> errors = new ArrayList<>();
    private final List<Condition.Fault> warnings = new ArrayList<>();

    private ConditionLint(CelAbstractSyntaxTree tree, Map<String, Range> ranges) {
        this.tree = tree;
        this.ranges = ranges;
    }

    /**
     * The values that a number can have.
     *
     * @param whole whether there is nothing between two whole numbers
     */
    record Range(long least, long most, boolean whole) {
        /** What a comparison with a number in the range gives, if it gives the same for all of them. */
        private Optional<Boolean> constantly(String operator, double bound) {
            boolean outside = bound < least || bound > most || whole && bound != Math.rint(bound);
            return switch (operator) {
                case "_==_" -> outside ? Optional.of(false) : Optional.empty();
                case "_!=_" -> outside ? Optional.of(true) : Optional.empty();
                default -> {
                    boolean atLeast = Needs.holds(operator, (double) least, bound);
                    yield atLeast == Needs.holds(operator, (double) most, bound)
                            ? Optional.of(atLeast)
                            : Optional.empty();
                }
            };
        }
    }

    /** What was found; an error where a name is none, a warning where a comparison says nothing. */
    record Findings(List<Condition.Fault> errors, List<Condition.Fault> warnings) {}

    /**
     * Looks at each comparison.
     *
     * @param ranges of {@code signal.count}, {@code signal.score} and facts, by name
     */
    static Findings check(CelAbstractSyntaxTree tree, Map<String, Range> ranges) {
        ConditionLint lint = new ConditionLint(tree, ranges);
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
                .forEach(lint::call);
        return new Findings(List.copyOf(lint.errors), List.copyOf(lint.warnings));
    }

    private void call(CelExpr call) {
        List<CelExpr> args = call.call().args();
        switch (call.call().function()) {
            case "_==_", "_!=_" -> {
                compareNames(args.get(0), List.of(args.get(1)));
                compareNames(args.get(1), List.of(args.get(0)));
                compareNumbers(call);
            }
            case "_<_", "_<=_", "_>_", "_>=_" -> compareNumbers(call);
            case "@in" -> {
                if (args.get(1).getKind() == CelExpr.ExprKind.Kind.LIST) {
                    compareNames(args.get(0), args.get(1).list().elements());
                }
            }
            default -> {
                // No comparison.
            }
        }
    }

    private void compareNames(CelExpr fact, List<CelExpr> values) {
        String name = name(fact);
        for (CelExpr value : values) {
            if (value.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                    || value.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
                continue;
            }
            String text = value.constant().stringValue();
            if (name.equals("surface") && !SURFACES.contains(text)) {
                errors.add(Condition.fault(tree, value, "no surface \"" + text + "\"", Issues.suggest(text, SURFACES)));
            }
            if (name.equals(Facts.LANGUAGE)) {
                checkLanguage(value, text);
            }
        }
    }

    private void checkLanguage(CelExpr value, String text) {
        Locale locale = Locale.forLanguageTag(text);
        String tag = locale.toLanguageTag();
        if (!text.equals("und") && !LANGUAGES.contains(locale.getLanguage())) {
            errors.add(Condition.fault(
                    tree,
                    value,
                    "no language \"" + text + "\"",
                    "a BCP 47 tag, such as en, zh or zh-Hant; und if unknown"));
        } else if (!tag.equals(text)) {
            errors.add(Condition.fault(tree, value, "no language \"" + text + "\"", "did you mean \"" + tag + "\"?"));
        }
    }

    private void compareNumbers(CelExpr call) {
        CelExpr left = call.call().args().get(0);
        CelExpr right = call.call().args().get(1);
        String operator = call.call().function();
        String name = name(left);
        Optional<Double> bound = Needs.number(right);
        if (bound.isEmpty()) {
            name = name(right);
            bound = Needs.number(left);
            operator = turned(operator);
        }
        Range range = ranges.get(name);
        if (range == null || bound.isEmpty()) {
            return;
        }
        Optional<Boolean> result = range.constantly(operator, bound.get());
        if (result.isPresent()) {
            CelAbstractSyntaxTree part = CelAbstractSyntaxTree.newParsedAst(call, tree.getSource());
            warnings.add(Condition.fault(
                    tree,
                    call,
                    "\"" + CelUnparserFactory.newUnparser().unparse(part) + "\" is "
                            + (result.get() ? "always" : "never") + " true",
                    name + " is from " + range.least() + " to " + range.most()));
        }
    }

    private String name(CelExpr expr) {
        return tree.getReference(expr.id()).map(CelReference::name).orElse("");
    }

    /** The operator with its sides exchanged. */
    private static String turned(String operator) {
        return switch (operator) {
            case "_<_" -> "_>_";
            case "_<=_" -> "_>=_";
            case "_>_" -> "_<_";
            case "_>=_" -> "_<=_";
            default -> operator;
        };
    }
}
