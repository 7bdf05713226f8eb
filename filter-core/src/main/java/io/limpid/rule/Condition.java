package io.limpid.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.parser.CelUnparserFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A compiled {@code when}: a CEL expression over the signals of a rule and the facts.
 *
 * <p>Immutable, so one instance serves all threads. An evaluation is bounded by {@link #MAX_STEPS}: the macros that loop are
 * off, facts beyond {@link Facts#MAX_SIZE} are not looked at, and what the operations can cost is counted when the
 * expression is compiled.
 */
public final class Condition {
    /** An expression may have this many code points. */
    public static final int MAX_LENGTH = 2_000;
    /** An expression may have this many nodes. */
    public static final int MAX_NODES = 400;
    /** An expression may nest this deep. */
    public static final int MAX_DEPTH = 32;
    /** A regular expression in {@code matches()} may compile to this many RE2 instructions. */
    public static final int MAX_REGEX_PROGRAM = 500;
    /** An evaluation may take this many steps, as {@link ConditionCost} counts them. */
    public static final int MAX_STEPS = 1_000_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseExpressionNodeCount(MAX_NODES)
            .maxParseRecursionDepth(MAX_DEPTH)
            .maxParseErrorRecoveryLimit(10)
            .maxRegexProgramSize(MAX_REGEX_PROGRAM)
            .comprehensionMaxIterations(0)
            .enableComprehension(false)
            .enableHeterogeneousNumericComparisons(true)
            .enableReservedIds(true)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

    private static final java.util.regex.Pattern NO_OVERLOAD =
            java.util.regex.Pattern.compile("found no matching overload for '(.*)' applied to '(.*?)'.*");
    private static final java.util.regex.Pattern WRONG_TYPE =
            java.util.regex.Pattern.compile("expected type 'bool' but found '(.*)'");
    private static final String UNDECLARED = "undeclared reference to '";
    private static final java.util.regex.Pattern DOTTED = java.util.regex.Pattern.compile("\\w+(\\.\\w+)*");
    private final String text;
    private final CelAbstractSyntaxTree tree;
    private final Program program;
    private final Set<String> signals;
    private final Set<String> facts;
    private final Set<String> sizedFacts;
    private final Optional<Set<String>> needs;

    private Condition(
            String text, CelAbstractSyntaxTree tree, Program program, Set<String> names, Set<String> classifiers) {
        this.text = text;
        this.tree = tree;
        this.program = program;
        Set<String> usedSignals = new TreeSet<>();
        Set<String> usedFacts = new TreeSet<>();
        CelNavigableExpr.fromExpr(tree.getExpr())
                .allNodes()
                .flatMap(node -> tree.getReference(node.id()).stream())
                .map(CelReference::name)
                .forEach(name -> {
                    signalOf(name, names).ifPresent(usedSignals::add);
                    if (Facts.has(name)) {
                        usedFacts.add(name);
                    }
                });
        this.signals = Collections.unmodifiableSet(usedSignals);
        this.facts = Collections.unmodifiableSet(usedFacts);
        this.sizedFacts = usedFacts.stream().filter(Facts::hasSize).collect(Collectors.toUnmodifiableSet());
        this.needs = new Needs(tree, names, classifiers).of(tree.getExpr());
    }

    /** An expression that does not compile; carries every fault. */
    static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient List<Fault> faults;

        InvalidException(List<Fault> faults) {
            super(faults.toString());
            this.faults = List.copyOf(faults);
        }

        List<Fault> faults() {
            return faults;
        }
    }

    /**
     * A fault of an expression.
     *
     * @param line within the expression, from 1
     * @param column from 0
     */
    record Fault(int line, int column, String problem, String hint) {}

    /**
     * Compiles and type-checks an expression.
     *
     * @param signals names of the signals that it may use
     * @param classifiers those among them that have a {@code score}
     */
    static Condition compile(String when, Set<String> signals, Set<String> classifiers) throws InvalidException {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.HAS)
                .setResultType(SimpleType.BOOL);
        Facts.schema().forEach(builder::addVar);
        for (String signal : signals) {
            builder.addVar(signal, SimpleType.BOOL).addVar(signal + ".count", SimpleType.INT);
            if (classifiers.contains(signal)) {
                builder.addVar(signal + ".score", SimpleType.DOUBLE);
            }
        }
        CelCompiler compiler = builder.build();
        try {
            CelAbstractSyntaxTree tree = compiler.compile(when).getAst();
            checkRegexes(tree);
            checkCost(tree);
            return new Condition(when, tree, RUNTIME.createProgram(tree), signals, classifiers);
        } catch (CelValidationException e) {
            List<Fault> faults = new ArrayList<>();
            for (CelIssue issue : e.getErrors()) {
                faults.add(new Fault(
                        Math.max(1, issue.getSourceLocation().getLine()),
                        Math.max(0, issue.getSourceLocation().getColumn()),
                        problem(issue, when),
                        hint(issue, when, signals)));
            }
            throw new InvalidException(faults);
        } catch (CelEvaluationException e) {
            throw new InvalidException(List.of(new Fault(1, 0, firstLine(String.valueOf(e.getMessage())), "")));
        }
    }

    /** A pattern that is no literal would be the work of a post's author, and its faults would show only then. */
    private static void checkRegexes(CelAbstractSyntaxTree tree) throws InvalidException {
        List<Fault> faults = new ArrayList<>();
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(expr -> isCall(expr, "matches"))
                .forEach(expr -> {
                    List<CelExpr> args = expr.call().args();
                    CelExpr regex = args.get(args.size() - 1);
                    String problem = regexProblem(regex);
                    if (!problem.isEmpty()) {
                        faults.add(fault(tree, regex, problem, "RE2 syntax: no look-around, no back-references"));
                    }
                });
        if (!faults.isEmpty()) {
            throw new InvalidException(faults);
        }
    }

    private static void checkCost(CelAbstractSyntaxTree tree) throws InvalidException {
        ConditionCost cost = ConditionCost.of(tree);
        if (cost.steps() > MAX_STEPS) {
            throw new InvalidException(List.of(fault(
                    tree,
                    cost.dearest(),
                    "a condition that can take " + cost.steps() + " steps, " + cost.stepsOfDearest() + " of them here",
                    "at most " + MAX_STEPS)));
        }
    }

    static Fault fault(CelAbstractSyntaxTree tree, CelExpr at, String problem, String hint) {
        CelSourceLocation place = tree.getSource()
                .getOffsetLocation(tree.getSource().getPositionsMap().getOrDefault(at.id(), 0))
                .orElse(CelSourceLocation.of(1, 0));
        return new Fault(place.getLine(), place.getColumn(), problem, hint);
    }

    private static String regexProblem(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || expr.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return "matches() with a pattern that is not written out";
        }
        try {
            int size = Pattern.compile(expr.constant().stringValue()).programSize();
            return size > MAX_REGEX_PROGRAM
                    ? "a regular expression of " + size + " instructions, more than " + MAX_REGEX_PROGRAM
                    : "";
        } catch (PatternSyntaxException e) {
            return "not a regular expression: " + e.getDescription() + " in \"" + e.getPattern() + "\"";
        }
    }

    /** The compiler's message in the words of a rule's author. */
    private static String problem(CelIssue issue, String when) {
        String message = firstLine(issue.getMessage()).replace(" (in container '')", "");
        if (message.startsWith(UNDECLARED)) {
            return "no signal or fact \"" + undeclared(issue, when) + "\"";
        }
        Matcher overload = NO_OVERLOAD.matcher(message);
        if (overload.matches()) {
            return "\"" + overload.group(1).replace("_", "") + "\" cannot be applied to " + overload.group(2);
        }
        Matcher type = WRONG_TYPE.matcher(message);
        if (type.matches()) {
            return "the condition is of type " + type.group(1) + ", not true or false";
        }
        if (message.endsWith("does not support field selection")) {
            return "a part that is not there: a signal has .count and, if it is a classifier, .score";
        }
        if (message.startsWith("Expression recursion limit exceeded")) {
            return "a condition that nests deeper than " + MAX_DEPTH;
        }
        if (message.startsWith("expression node limit")) {
            return "a condition of more than " + MAX_NODES + " parts";
        }
        int expecting = message.indexOf(" expecting ");
        return "not a condition: " + (expecting < 0 ? message : message.substring(0, expecting));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** The whole dotted name of which the compiler names the first part only. */
    private static String undeclared(CelIssue issue, String when) {
        String message = issue.getMessage();
        String first = message.substring(UNDECLARED.length(), message.indexOf('\'', UNDECLARED.length()));
        String line = when.lines()
                .skip(Math.max(0, issue.getSourceLocation().getLine() - 1))
                .findFirst()
                .orElse("");
        int column = issue.getSourceLocation().getColumn();
        if (column < 0 || column > line.codePointCount(0, line.length())) {
            return first;
        }
        Matcher name = DOTTED.matcher(line.substring(line.offsetByCodePoints(0, column)));
        return name.lookingAt() && name.group().startsWith(first + ".") ? name.group() : first;
    }

    private static String hint(CelIssue issue, String when, Set<String> signals) {
        if (!issue.getMessage().startsWith(UNDECLARED)) {
            return "";
        }
        String name = undeclared(issue, when);
        if (name.endsWith(".score")) {
            return "only a classifier has a score";
        }
        List<String> known = new ArrayList<>(signals);
        known.addAll(Facts.schema().keySet());
        return Issues.suggest(name, known);
    }

    /** The expression as written. */
    public String text() {
        return text;
    }

    /** Names of the signals that the expression reads. */
    public Set<String> signals() {
        return signals;
    }

    /** Names of the facts that the expression reads. */
    public Set<String> facts() {
        return facts;
    }

    /**
     * Signals of which at least one must fire for the expression to be true: it cannot hold when none of them does. Empty
     * when it can hold without any signal.
     */
    public Optional<Set<String>> needs() {
        return needs;
    }

    /** Whether the expression is the literal {@code false}, or a conjunction with it. */
    boolean isNever() {
        return needs.isPresent() && needs.get().isEmpty();
    }

    /** The signal that a name such as {@code verb}, {@code verb.count} or {@code verb.score} belongs to. */
    static Optional<String> signalOf(String name, Set<String> signals) {
        if (signals.contains(name)) {
            return Optional.of(name);
        }
        int dot = name.lastIndexOf('.');
        if (dot > 0 && signals.contains(name.substring(0, dot))) {
            return Optional.of(name.substring(0, dot));
        }
        return Optional.empty();
    }

    /**
     * Evaluates the expression.
     *
     * @param values value by name, asked only for facts that have a size and for what the result depends on: a Boolean for a
     *     signal, a Long for its {@code count}, a Double for its {@code score}, the value of a fact
     * @throws EvaluationException if it has no value for this post, such as an attribute that the post lacks
     */
    public boolean test(Function<String, Optional<Object>> values) throws EvaluationException {
        for (String fact : sizedFacts) {
            if (values.apply(fact).filter(Facts::isTooLarge).isPresent()) {
                throw EvaluationException.tooLarge(fact);
            }
        }
        try {
            return (Boolean) program.eval(values::apply);
        } catch (CelEvaluationException e) {
            throw new EvaluationException(firstLine(String.valueOf(e.getMessage())), e, e.getErrorCode(), null);
        }
    }

    /**
     * An expression that has no value for a post. Its message may quote the post, so it is for the author of the rule only;
     * {@link #kind()} is for everyone.
     */
    public static final class EvaluationException extends Exception {
        private static final long serialVersionUID = 1;

        private final CelErrorCode code;
        private final @Nullable String tooLarge;

        private EvaluationException(
                String message, @Nullable Throwable cause, CelErrorCode code, @Nullable String tooLarge) {
            super(message, cause);
            this.code = code;
            this.tooLarge = tooLarge;
        }

        private static EvaluationException tooLarge(String fact) {
            return new EvaluationException(
                    fact + " has more than " + Facts.MAX_SIZE + " code points",
                    null,
                    CelErrorCode.INVALID_ARGUMENT,
                    fact);
        }

        /** The fact that is larger than {@link Facts#MAX_SIZE}, if that is the fault. */
        public Optional<String> largeFact() {
            return Optional.ofNullable(tooLarge);
        }

        /** Whether the expression reads a key of a map, such as an attribute, that is not there. */
        public boolean isMissingKey() {
            return code == CelErrorCode.ATTRIBUTE_NOT_FOUND;
        }

        /** What kind of fault it is, in fixed words that hold nothing of the post. */
        public String kind() {
            return switch (code) {
                case ATTRIBUTE_NOT_FOUND -> "a key that is not there";
                case DIVIDE_BY_ZERO -> "a division by zero";
                case NUMERIC_OVERFLOW -> "a number out of range";
                case INDEX_OUT_OF_BOUNDS -> "an index out of range";
                case BAD_FORMAT, INVALID_ARGUMENT -> "a value that cannot be converted";
                case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD -> "an operation on a value of a type that it is not for";
                default -> "a fault of another kind";
            };
        }
    }

    /** The expression as it was checked. */
    CelAbstractSyntaxTree tree() {
        return tree;
    }

    /** The most steps that an evaluation can take. */
    long steps() {
        return ConditionCost.of(tree).steps();
    }

    /** The parts that {@code &&} joins, each a condition of its own; the whole when it is no conjunction. */
    public List<Condition> clauses() {
        List<Condition> clauses = new ArrayList<>();
        collectClauses(tree.getExpr(), clauses);
        return clauses;
    }

    private void collectClauses(CelExpr expr, List<Condition> clauses) {
        if (isCall(expr, "_&&_")) {
            expr.call().args().forEach(part -> collectClauses(part, clauses));
            return;
        }
        CelAbstractSyntaxTree part =
                CelAbstractSyntaxTree.newCheckedAst(expr, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap());
        try {
            clauses.add(new Condition(
                    CelUnparserFactory.newUnparser().unparse(part),
                    part,
                    RUNTIME.createProgram(part),
                    signals,
                    Set.of()));
        } catch (CelEvaluationException e) {
            throw new AssertionError("a part of a valid condition is invalid: " + part, e);
        }
    }

    private static boolean isCall(CelExpr expr, String function) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CALL
                && expr.call().function().equals(function);
    }
}
