package io.limpid.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the signals of which one must fire for a condition to be true.
 *
 * @param names of all signals
 * @param costly those among them that others are preferred to
 */
record Needs(CelAbstractSyntaxTree tree, Set<String> names, Set<String> costly) {
    /** A set without costly signals is asked at less cost than any with one; of two alike the smaller asks less. */
    private Set<String> cheaper(Set<String> a, Set<String> b) {
        boolean costlyA = a.stream().anyMatch(costly::contains);
        boolean costlyB = b.stream().anyMatch(costly::contains);
        if (costlyA != costlyB) {
            return costlyA ? b : a;
        }
        return b.size() < a.size() ? b : a;
    }

    /*
     * For each expression, a set S such that the expression is false when no signal of S fires; empty when there is no
     * such set. A signal that did not fire is false, with count 0 and score 0.0. The literal false has the empty set: it
     * is false whatever fires.
     */
    Optional<Set<String>> of(CelExpr expr) {
        Optional<String> signal =
                reference(expr).flatMap(name -> names.contains(name) ? Optional.of(name) : Optional.empty());
        if (signal.isPresent()) {
            return signal.map(Set::of);
        }
        if (expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            return isFalse(expr) ? Optional.of(Set.of()) : Optional.empty();
        }
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        List<CelExpr> args = expr.call().args();
        return switch (expr.call().function()) {
            case "_&&_" -> args.stream().map(this::of).flatMap(Optional::stream).reduce(this::cheaper);
            case "_||_" -> union(args);
            case "_>_", "_>=_", "_==_", "_<_", "_<=_" -> comparison(expr.call().function(), args.get(0), args.get(1));
            default -> Optional.empty();
        };
    }

    private Optional<Set<String>> union(List<CelExpr> args) {
        Set<String> all = new TreeSet<>();
        for (CelExpr arg : args) {
            Optional<Set<String>> part = of(arg);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(part.get());
        }
        return Optional.of(all);
    }

    private Optional<Set<String>> comparison(String operator, CelExpr left, CelExpr right) {
        Optional<String> measured = measuredSignal(left);
        if (measured.isPresent()) {
            return number(right).filter(bound -> !holds(operator, 0, bound)).map(bound -> Set.of(measured.get()));
        }
        Optional<String> measuredRight = measuredSignal(right);
        if (measuredRight.isPresent()) {
            return number(left).filter(bound -> !holds(operator, bound, 0)).map(bound -> Set.of(measuredRight.get()));
        }
        return Optional.empty();
    }

    private Optional<String> measuredSignal(CelExpr expr) {
        return reference(expr).filter(name -> !names.contains(name)).flatMap(name -> Condition.signalOf(name, names));
    }

    private Optional<String> reference(CelExpr expr) {
        return tree.getReference(expr.id()).map(CelReference::name).filter(name -> !name.isEmpty());
    }

    private static boolean isFalse(CelExpr expr) {
        return switch (expr.constant().getKind()) {
            case BOOLEAN_VALUE -> !expr.constant().booleanValue();
            default -> false;
        };
    }

    /** The value of a number that is written out. */
    static Optional<Double> number(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return Optional.empty();
        }
        return switch (expr.constant().getKind()) {
            case INT64_VALUE -> Optional.of((double) expr.constant().int64Value());
            case DOUBLE_VALUE -> Optional.of(expr.constant().doubleValue());
            default -> Optional.empty();
        };
    }

    /** What a comparison of two numbers gives. */
    static boolean holds(String operator, double left, double right) {
        return switch (operator) {
            case "_>_" -> left > right;
            case "_>=_" -> left >= right;
            case "_<_" -> left < right;
            case "_<=_" -> left <= right;
            default -> left == right;
        };
    }
}
