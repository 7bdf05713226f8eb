package io.limpid.models;

import java.util.List;

/**
 * What a model is to tell, and what it learns that from.
 *
 * @param name the model's name, which is also its overall label's
 * @param labels the overall label first
 * @param sources the sets that it is trained on
 */
record Task(String name, List<String> labels, List<Source> sources) {
    /**
     * A set in a task.
     *
     * @param set the set's name
     * @param passes how often a row of it is seen in an epoch, on average
     * @param judge what a row says about each label
     * @param judged whether the set counts when the model is measured; sets that only lend everyday posts don't
     */
    record Source(String set, double passes, Judge judge, boolean judged) {
        /** Whether the set's own rules are learnt apart; those of templates are the model's. */
        boolean expert() {
            return judged && !set.equals("bias_templates");
        }
    }

    /** What a row says about the task's labels: 1 it violates, 0 it doesn't, below 0 nothing; with the weight of that word. */
    interface Judge {
        Targets of(Example example);
    }

    /**
     * Targets of one example.
     *
     * @param values by label: 1, 0, or -1 for unknown
     * @param weights how much each counts in training, usually 1
     */
    @SuppressWarnings("ArrayRecordComponent") // Made and read by the hundred thousand; nobody compares or changes them.
    record Targets(float[] values, float[] weights) {
        static Targets of(float... values) {
            var weights = new float[values.length];
            java.util.Arrays.fill(weights, 1);
            return new Targets(values, weights);
        }

        Targets weighing(int label, float weight) {
            weights[label] = weight;
            return this;
        }
    }

    /** The task of this name. */
    static Task named(String name, boolean withResearchData) {
        return switch (name) {
            case "spam" -> spam(withResearchData);
            case "rumour" -> rumour(withResearchData);
            case "rights" -> rights(withResearchData);
            default -> throw new IllegalArgumentException("no model " + name + "; there are spam, rumour and rights");
        };
    }

    /** What a filled template says: its kind's labels, and of a harmless one that it has none. */
    Judge templateJudge() {
        return example -> {
            var values = new float[labels.size()];
            java.util.Arrays.fill(values, example.positive() ? -1 : 0);
            values[0] = example.positive() ? 1 : 0;
            for (String part : example.label().split(",", -1)) {
                int equals = part.indexOf('=');
                int label = equals < 0 ? -1 : labels.indexOf(part.substring(0, equals));
                if (label > 0) {
                    values[label] = Float.parseFloat(part.substring(equals + 1));
                }
            }
            return Targets.of(values);
        };
    }

    private static Source judged(String set, double passes, Judge judge) {
        return new Source(set, passes, judge, true);
    }

    private static Source lent(String set, double passes, Judge judge) {
        return new Source(set, passes, judge, false);
    }

    private static final Judge OVERALL = example -> Targets.of(example.positive() ? 1 : 0);

    /** Everyday posts whose own labels judge something else; abuse and the like is no spam, nor is it a rumour. */
    private static Judge everyday(String... labels) {
        List<String> wanted = List.of(labels);
        return example -> wanted.contains(example.label()) ? Targets.of(0) : Targets.of(-1);
    }

    private static Task spam(boolean research) {
        var sources = new java.util.ArrayList<>(List.of(
                judged("sms_spam", 1, OVERALL),
                judged("youtube_spam", 2, OVERALL),
                judged("spamassassin", 1, OVERALL),
                judged("tg_spam", 3, OVERALL),
                lent("cold", 0.2, everyday("safe", "offensive")),
                lent("edos", 0.1, everyday("not_sexist")),
                lent("hatemoji_build", 0.2, everyday("not_hate")),
                lent("stormfront", 0.1, everyday("noHate")),
                lent("told_br", 0.05, everyday("not_toxic")),
                lent("germeval18", 0.05, everyday("other")),
                lent("covid19_rumor", 0.2, everyday("true", "false"))));
        if (research) {
            sources.add(judged("fbs_sms", 0.5, OVERALL));
            sources.add(judged("telecom_fraud", 0.5, OVERALL));
            sources.add(judged("nus_ham", 0.5, OVERALL));
            sources.add(judged(
                    "chineseharm",
                    2,
                    example -> example.area().equals("spam")
                            ? Targets.of(1)
                            : example.label().equals("clean") ? Targets.of(0) : Targets.of(-1)));
        }
        return new Task("spam", List.of("spam"), List.copyOf(sources));
    }

    private static Task rumour(boolean research) {
        var sources = new java.util.ArrayList<>(List.of(
                judged("covid19_rumor", 3, OVERALL),
                lent("sms_spam", 0.3, everyday("ham")),
                lent("youtube_spam", 0.3, everyday("ham")),
                lent("spamassassin", 0.1, everyday("easy-ham-1", "easy-ham-2")),
                lent("cold", 0.1, everyday("safe")),
                lent("edos", 0.05, everyday("not_sexist")),
                lent("hatemoji_build", 0.1, everyday("not_hate")),
                lent("stormfront", 0.05, everyday("noHate"))));
        if (research) {
            sources.add(judged("constraint_covid", 1, OVERALL));
            sources.add(judged("checked", 1, OVERALL));
            sources.add(judged("weibo16", 1, OVERALL));
        }
        return new Task("rumour", List.of("rumour"), List.copyOf(sources));
    }

    private static final float UNKNOWN = -1;

    /** Labels in the order: rights, insult, threat, hate, sexual. */
    private static Targets five(float rights, float insult, float threat, float hate, float sexual) {
        return Targets.of(rights, insult, threat, hate, sexual);
    }

    private static Targets clean() {
        return five(0, 0, 0, 0, 0);
    }

    private static Targets nothing() {
        return five(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    private static Task rights(boolean research) {
        var sources = new java.util.ArrayList<>(List.of(
                judged("davidson", 0.4, example -> switch (example.label()) {
                    case "hate" -> five(1, UNKNOWN, UNKNOWN, 1, UNKNOWN);
                    case "offensive" -> five(1, UNKNOWN, UNKNOWN, 0, UNKNOWN);
                    default -> clean();
                }),
                judged("hatexplain", 1, example -> switch (example.label()) {
                    case "hate" -> five(1, UNKNOWN, UNKNOWN, 1, UNKNOWN);
                    case "offensive" -> five(1, 1, UNKNOWN, 0, UNKNOWN);
                    default -> five(0, 0, UNKNOWN, 0, UNKNOWN);
                }),
                judged("edos", 1, example -> switch (example.label()) {
                    case "not_sexist" -> five(0, UNKNOWN, UNKNOWN, UNKNOWN, 0).weighing(0, 0.5f);
                    case "sexism:threats_plans_to_harm_and_incitement" -> five(1, UNKNOWN, 1, UNKNOWN, 1);
                    case "sexism:derogation" -> five(1, 1, 0, UNKNOWN, 1);
                    default -> five(1, UNKNOWN, 0, UNKNOWN, 1);
                }),
                judged(
                        "stormfront",
                        1,
                        example -> example.positive()
                                ? five(1, UNKNOWN, UNKNOWN, 1, UNKNOWN)
                                : five(0, UNKNOWN, UNKNOWN, 0, UNKNOWN)),
                judged(
                        "hatemoji_build",
                        2,
                        example -> !example.positive()
                                ? five(0, UNKNOWN, 0, 0, UNKNOWN)
                                : five(
                                        1,
                                        UNKNOWN,
                                        example.label().equals("hate:threateninglanguage") ? 1 : 0,
                                        1,
                                        UNKNOWN)),
                judged(
                        "misogyny",
                        1,
                        example -> example.positive()
                                ? five(1, UNKNOWN, UNKNOWN, UNKNOWN, 1)
                                : five(0, UNKNOWN, UNKNOWN, UNKNOWN, 0).weighing(0, 0.5f)),
                judged(
                        "ethos",
                        2,
                        example -> example.positive()
                                ? five(1, UNKNOWN, UNKNOWN, 1, UNKNOWN)
                                : five(0, UNKNOWN, UNKNOWN, 0, UNKNOWN)),
                judged("mlma", 1, example -> {
                    String label = example.label();
                    if (!example.positive()) {
                        return clean();
                    }
                    return five(
                            1,
                            label.contains("offensive") || label.contains("disrespectful") || label.contains("abusive")
                                    ? 1
                                    : UNKNOWN,
                            UNKNOWN,
                            label.contains("hateful") ? 1 : 0,
                            UNKNOWN);
                }),
                judged(
                        "cold",
                        1,
                        example -> example.positive() ? five(1, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) : clean()),
                judged(
                        "swsr",
                        1,
                        example -> example.positive()
                                ? five(1, UNKNOWN, UNKNOWN, UNKNOWN, 1)
                                : five(0, UNKNOWN, UNKNOWN, UNKNOWN, 0).weighing(0, 0.5f)),
                judged("germeval18", 1, example -> switch (example.label()) {
                    case "insult" -> five(1, 1, UNKNOWN, 0, UNKNOWN);
                    case "abuse" -> five(1, UNKNOWN, UNKNOWN, 1, UNKNOWN);
                    case "profanity" -> five(1, UNKNOWN, UNKNOWN, 0, UNKNOWN);
                    default -> clean();
                }),
                judged(
                        "korean_hate",
                        1,
                        example -> example.positive() ? five(1, 1, UNKNOWN, UNKNOWN, UNKNOWN) : clean()),
                judged("told_br", 1, example -> switch (example.label()) {
                    case "insult" -> five(1, 1, UNKNOWN, 0, 0);
                    case "homophobia", "racism", "xenophobia" -> five(1, UNKNOWN, UNKNOWN, 1, 0);
                    case "misogyny" -> five(1, UNKNOWN, UNKNOWN, UNKNOWN, 1);
                    default -> clean();
                }),
                judged(
                        "bias_templates",
                        0.5,
                        example -> example.positive() ? five(1, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN) : clean()),
                lent("sms_spam", 0.2, example -> example.label().equals("ham") ? clean() : nothing()),
                lent("spamassassin", 0.1, example -> example.label().equals("spam") ? nothing() : clean())));
        if (research) {
            sources.add(judged(
                    "chineseharm",
                    1,
                    example -> example.area().equals("rights")
                            ? five(1, 1, UNKNOWN, UNKNOWN, UNKNOWN)
                            : example.label().equals("clean") ? clean() : nothing()));
            sources.add(lent("nus_ham", 0.2, example -> clean()));
        }
        return new Task("rights", List.of("rights", "insult", "threat", "hate", "sexual"), List.copyOf(sources));
    }
}
