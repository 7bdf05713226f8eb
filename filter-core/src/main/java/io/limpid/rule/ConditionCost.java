package io.limpid.rule;

import com.google.common.math.LongMath;
import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The most that a condition can cost, whatever the post.
 *
 * <p>CEL for Java counts nothing while it evaluates, so the bound is found before: each fact has a largest size, nothing loops,
 * and each operation takes a number of steps that follows from the sizes of what it is given. Sizes are in code points, a
 * step is the comparison of two of them, or of one with one instruction of a regular expression. Not thread-safe.
 */
final class ConditionCost {
    /** Steps that one instruction takes to compile, which the library does anew in each evaluation. */
    private static final int COMPILATION = 32;
    /** A number, time or span of time has no more code points than this when it is written out. */
    private static final int LONGEST_SCALAR = 32;
    /** Bytes of a code point in UTF-8. */
    private static final int BYTES = 4;

    private final CelAbstractSyntaxTree tree;
    private final long steps;
    private @Nullable CelExpr dearest;
    private long stepsOfDearest;

    private ConditionCost(CelAbstractSyntaxTree tree) {
        this.tree = tree;
        this.steps = bound(tree.getExpr()).steps();
    }

    /**
     * The largest outcome of a part of a condition.
     *
     * @param steps that it takes
     * @param size of its value
     */
    private record Bound(long steps, long size) {}

    /** What the condition costs; its regular expressions have been checked. */
    static ConditionCost of(CelAbstractSyntaxTree tree) {
        return new ConditionCost(tree);
    }

    long steps() {
        return steps;
    }

    /** The operation that takes most of the steps by itself. */
    CelExpr dearest() {
        return dearest == null ? tree.getExpr() : dearest;
    }

    long stepsOfDearest() {
        return stepsOfDearest;
    }

    private Bound bound(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> new Bound(1, size(expr.constant()));
            case IDENT -> new Bound(1, sizeOfFact(expr));
            case SELECT ->
                tree.getReference(expr.id()).isPresent()
                        ? new Bound(1, sizeOfFact(expr))
                        : operation(expr, 1, List.of(expr.select().operand()));
            case CALL -> call(expr);
            case LIST -> operation(expr, 1, expr.list().elements());
            case MAP -> {
                List<CelExpr> parts = new ArrayList<>();
                expr.map().entries().forEach(entry -> {
                    parts.add(entry.key());
                    parts.add(entry.value());
                });
                yield operation(expr, 1, parts);
            }
            case STRUCT ->
                operation(
                        expr,
                        1,
                        expr.struct().entries().stream()
                                .map(CelExpr.CelStruct.Entry::value)
                                .toList());
            case COMPREHENSION, NOT_SET -> throw new AssertionError("no such part is made: " + expr.getKind());
        };
    }

    private Bound call(CelExpr expr) {
        List<CelExpr> args = new ArrayList<>();
        expr.call().target().ifPresent(args::add);
        args.addAll(expr.call().args());
        return switch (expr.call().function()) {
            case "matches" -> {
                int program =
                        Pattern.compile(args.get(1).constant().stringValue()).programSize();
                Bound text = bound(args.get(0));
                yield charge(
                        expr, times(plus(text.size(), COMPILATION), program), List.of(text, bound(args.get(1))), 1);
            }
            case "contains" -> {
                Bound text = bound(args.get(0));
                Bound part = bound(args.get(1));
                yield charge(expr, times(text.size(), part.size()), List.of(text, part), 1);
            }
            case "bytes" -> operation(expr, BYTES, args);
            default -> operation(expr, 1, args);
        };
    }

    /** An operation that looks once at all that it is given, and makes nothing that is larger than it by more than a factor. */
    private Bound operation(CelExpr expr, int growth, List<CelExpr> parts) {
        List<Bound> bounds = parts.stream().map(this::bound).toList();
        long size = bounds.stream().mapToLong(Bound::size).reduce(1, ConditionCost::plus);
        return charge(
                expr, times(size, growth), bounds, isScalar(expr) ? 1 : times(plus(size, LONGEST_SCALAR), growth));
    }

    private Bound charge(CelExpr expr, long own, List<Bound> parts, long size) {
        if (own > stepsOfDearest) {
            dearest = expr;
            stepsOfDearest = own;
        }
        return new Bound(parts.stream().mapToLong(Bound::steps).reduce(own, ConditionCost::plus), size);
    }

    private long sizeOfFact(CelExpr expr) {
        return isScalar(expr) ? 1 : Facts.MAX_SIZE;
    }

    private boolean isScalar(CelExpr expr) {
        CelKind kind = tree.getType(expr.id()).map(type -> type.kind()).orElse(CelKind.DYN);
        return switch (kind) {
            case BOOL, DOUBLE, DURATION, INT, NULL_TYPE, TIMESTAMP, TYPE, UINT -> true;
            default -> false;
        };
    }

    private static long size(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE ->
                Math.max(
                        1,
                        constant.stringValue()
                                .codePointCount(0, constant.stringValue().length()));
            case BYTES_VALUE -> Math.max(1, constant.bytesValue().size());
            default -> 1;
        };
    }

    private static long plus(long left, long right) {
        return LongMath.saturatedAdd(left, right);
    }

    private static long times(long left, long right) {
        return LongMath.saturatedMultiply(left, right);
    }
}
