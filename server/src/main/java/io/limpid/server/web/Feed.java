package io.limpid.server.web;

import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.StageChange;
import io.limpid.server.web.Shelf.Edition;
import io.limpid.server.web.Shelf.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What became of the rulesets, as an Atom feed (RFC 4287), newest first.
 *
 * <p>An entry's id depends on nothing but the step that it tells of, so it is the same in every language and after each restart.
 */
final class Feed {
    static final String PATH = "/rulebook/changes.atom";
    static final String CONTENT_TYPE = "application/atom+xml; charset=utf-8";

    /** Older steps are left out. */
    static final int MOST_ENTRIES = 100;

    private static final String ATOM = "http://www.w3.org/2005/Atom";

    private final View view;
    private final Shelf shelf;
    private final XMLStreamWriter xml;

    private Feed(View view, Shelf shelf, XMLStreamWriter xml) {
        this.view = view;
        this.shelf = shelf;
        this.xml = xml;
    }

    /**
     * The feed as XML.
     *
     * @param now what an empty feed says of when it changed
     */
    static byte[] of(View view, Shelf shelf, Instant now) {
        var out = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            new Feed(view, shelf, xml).write(shelf.steps(), now);
            xml.close();
        } catch (XMLStreamException e) {
            throw new AssertionError("XML cannot be written into memory", e);
        }
        return out.toByteArray();
    }

    private void write(List<Step> steps, Instant now) throws XMLStreamException {
        Words words = view.words();
        xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        xml.setDefaultNamespace(ATOM);
        xml.writeStartElement(ATOM, "feed");
        xml.writeDefaultNamespace(ATOM);
        xml.writeAttribute("xml", "http://www.w3.org/XML/1998/namespace", "lang", words.tag());
        text("title", words.say("feed.title"));
        text("subtitle", words.say("feed.subtitle"));
        // The first step of all is one that no other service has.
        text("id", uuid(steps.isEmpty() ? "rulebook" : "rulebook\n" + id(steps.get(steps.size() - 1))));
        text(
                "updated",
                steps.isEmpty() ? now.toString() : steps.get(0).change().at().toString());
        link("self", view.to(PATH), "application/atom+xml");
        link("alternate", view.to(ChangesPage.PATH), "text/html");
        for (Step step : steps.subList(0, Math.min(steps.size(), MOST_ENTRIES))) {
            write(step);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void write(Step step) throws XMLStreamException {
        Words words = view.words();
        RulesetVersion version = step.version();
        StageChange change = step.change();
        Optional<Edition> edition = shelf.edition(version);
        String name = edition.map(text -> text.title().in(words.tag())).orElse(version.name());
        String stage = words.say("feed.stage." + change.stage().id());
        xml.writeStartElement(ATOM, "entry");
        text("title", words.say("feed.entry", name, version.version(), stage));
        text("id", id(step));
        text("updated", change.at().toString());
        xml.writeStartElement(ATOM, "author");
        text("name", change.actor());
        xml.writeEndElement();
        link("alternate", view.to(ChangesPage.PATH + "#" + step.anchor()), "text/html");
        var content = new StringBuilder();
        content.append(words.say("feed.why", change.reason())).append('\n');
        edition.map(Edition::changes)
                .ifPresent(changes ->
                        content.append(words.say("feed.changes", changes)).append('\n'));
        content.append(words.say("feed.log", change.logIndex())).append('\n');
        content.append(words.say("feed.digest", version.digest()));
        xml.writeStartElement(ATOM, "content");
        xml.writeAttribute("type", "text");
        xml.writeCharacters(clean(content.toString()));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void text(String name, String text) throws XMLStreamException {
        xml.writeStartElement(ATOM, name);
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    private void link(String relation, String href, String type) throws XMLStreamException {
        xml.writeEmptyElement(ATOM, "link");
        xml.writeAttribute("rel", relation);
        xml.writeAttribute("type", type);
        xml.writeAttribute("href", href);
    }

    /** Without the characters that XML cannot hold in any way. */
    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\t'
                        || c == '\n'
                        || (c >= 0x20 && c <= 0xD7FF)
                        || (c >= 0xE000 && c <= 0xFFFD)
                        || c >= 0x10000)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static String id(Step step) {
        StageChange change = step.change();
        return uuid(
                step.version().digest() + "\n" + change.stage().id() + "\n" + change.logIndex() + "\n" + change.at());
    }

    private static String uuid(String what) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
    }
}
