package io.limpid.models;

import com.google.common.io.Resources;
import io.limpid.signal.classifier.ModelDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A model's card, after Mitchell et al., Model Cards for Model Reporting (2019): what people wrote, with what was measured. */
final class Card {
    private Card() {}

    /** The card as Markdown. */
    static String of(String name, ModelDescription description, String figures) {
        try {
            String text = Resources.toString(
                    Resources.getResource(Card.class, "cards/" + name + ".md"), StandardCharsets.UTF_8);
            String data = Task.named(name, false).sources().stream()
                    .map(source -> {
                        DataSet set = DataSet.named(source.set());
                        return "| " + set.name() + " | " + set.licence() + " | "
                                + (source.judged() ? "its labels" : "everyday posts only") + " |";
                    })
                    .collect(Collectors.joining("\n"));
            return text.replace("{{digest}}", description.digest())
                    .replace("{{data}}", data)
                    .replace("{{figures}}", figures);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the card's text", e);
        }
    }
}
