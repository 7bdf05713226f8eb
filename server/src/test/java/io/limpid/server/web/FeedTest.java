package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FeedTest {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final RulebookServer SERVER = new RulebookServer(Publication.ofRepository());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static Element feed(RulebookServer server, String path) throws Exception {
        var response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/atom+xml; charset=utf-8");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8)));
        return document.getDocumentElement();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element
                    && ATOM.equals(element.getNamespaceURI())
                    && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        assertThat(found).as(name).hasSize(1);
        return found.get(0).getTextContent();
    }

    @Test
    void holds_what_atom_demands_of_a_feed_and_of_each_entry() throws Exception {
        Element feed = feed(SERVER, "/rulebook/changes.atom");

        assertThat(feed.getLocalName()).isEqualTo("feed");
        assertThat(text(feed, "title")).isNotBlank();
        assertThat(URI.create(text(feed, "id")).isAbsolute()).isTrue();
        assertThat(Instant.parse(text(feed, "updated"))).isAfter(Publication.START);
        assertThat(children(feed, "link"))
                .extracting(link -> link.getAttribute("rel"))
                .contains("self", "alternate");
        List<Element> entries = children(feed, "entry");
        assertThat(entries).hasSize(16);
        for (Element entry : entries) {
            assertThat(text(entry, "title")).isNotBlank();
            assertThat(URI.create(text(entry, "id")).getScheme()).isEqualTo("urn");
            Instant.parse(text(entry, "updated"));
            assertThat(text(children(entry, "author").get(0), "name")).isEqualTo("ada@example.org, bob@example.org");
            assertThat(text(entry, "content")).contains("Reason given: ", "sha256:");
        }
    }

    @Test
    void the_newest_step_comes_first_and_every_step_has_an_id_of_its_own() throws Exception {
        List<Element> entries = children(feed(SERVER, "/rulebook/changes.atom"), "entry");

        assertThat(entries)
                .extracting(entry -> Instant.parse(text(entry, "updated")))
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(entries).extracting(entry -> text(entry, "id")).doesNotHaveDuplicates();
        assertThat(text(entries.get(0), "title")).isEqualTo("<b>Club</b> & friends 1.0: now in shadow");
    }

    @Test
    void ids_are_the_same_in_every_language_and_after_a_restart() throws Exception {
        try (var again = new RulebookServer(Publication.ofRepository())) {
            again.clock.goOn(java.time.Duration.ofDays(3));
            Element english = feed(SERVER, "/rulebook/changes.atom");
            Element chinese = feed(again, "/rulebook/changes.atom?lang=zh");

            assertThat(text(chinese, "id")).isEqualTo(text(english, "id"));
            assertThat(text(chinese, "updated")).isEqualTo(text(english, "updated"));
            assertThat(children(chinese, "entry"))
                    .extracting(entry -> text(entry, "id"))
                    .isEqualTo(children(english, "entry").stream()
                            .map(entry -> text(entry, "id"))
                            .toList());
        }
    }

    @Test
    void each_entry_leads_to_the_step_on_the_page_of_changes() throws Exception {
        String page = SERVER.get("/rulebook/changes").body();

        for (Element entry : children(feed(SERVER, "/rulebook/changes.atom"), "entry")) {
            String href = children(entry, "link").get(0).getAttribute("href");
            assertThat(href).startsWith("/rulebook/changes#");
            assertThat(page).contains("id=\"" + href.substring(href.indexOf('#') + 1) + "\"");
        }
    }

    @Test
    void a_feed_of_nothing_is_a_feed() throws Exception {
        try (var empty = new RulebookServer(Publication.ofNothing())) {
            Element feed = feed(empty, "/rulebook/changes.atom");

            assertThat(children(feed, "entry")).isEmpty();
            assertThat(text(feed, "updated")).isEqualTo("2026-11-25T12:00:00Z");
        }
    }
}
