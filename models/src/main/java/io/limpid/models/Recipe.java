package io.limpid.models;

/**
 * How a model is made, beside the data.
 *
 * @param network its size and how it is trained
 * @param postsMin in how many posts of a set an n-gram has to be to get a row
 * @param fillings how many posts are made of each template
 * @param templatePasses how often each of these is seen in an epoch, on average
 * @param disguises the share of the posts that are seen in a disguise
 */
record Recipe(Trainer.Settings network, int postsMin, int fillings, double templatePasses, double disguises) {
    /** That of a shipped model. */
    static Recipe of(String model) {
        return switch (model) {
            case "spam" -> new Recipe(settings(390_000, 16, 32, 5, 0.3f, 0.5f, 0.3f), 2, 20, 1, 0.1);
            case "rumour" -> new Recipe(settings(400_000, 0, 1, 4, 0.4f, 1, 0.5f), 2, 20, 1, 0.05);
            case "rights" -> new Recipe(settings(310_000, 0, 1, 5, 0.5f, 0.5f, 0.3f), 3, 20, 0.75, 0.1);
            default -> throw new IllegalArgumentException("no model " + model + "; there are spam, rumour and rights");
        };
    }

    /** As a model's file has it, below {@code recipe}. */
    String yaml() {
        return "  seed: " + network.seed() + "\n  epochs_at_most: " + network.epochs() + "\n  batch: " + network.batch()
                + "\n  rate: " + network.rate() + "\n  decay: " + network.decay() + "\n  start: " + network.start()
                + "\n  wide: " + network.wide() + "\n  expert: " + network.expert() + "\n  feature_dropout: "
                + network.featureDropout() + "\n  hidden_dropout: " + network.hiddenDropout() + "\n  auxiliary: "
                + network.auxiliary() + "\n  rows_at_most: " + network.rows() + "\n  posts_min: " + postsMin
                + "\n  fillings: " + fillings + "\n  template_passes: " + templatePasses + "\n  disguises: " + disguises
                + "\n";
    }

    private static Trainer.Settings settings(
            int rows, int width, int hidden, int epochs, float rate, float expert, float auxiliary) {
        return new Trainer.Settings(
                rows, width, hidden, 128, epochs, rate, 0, 0.1f, 1, expert, 0.2f, 0.2f, auxiliary, 17);
    }
}
