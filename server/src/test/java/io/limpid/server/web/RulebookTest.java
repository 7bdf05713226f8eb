package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RulebookTest {
    private static final Publication PUBLICATION = Publication.ofRepository();
    private static final RulebookServer SERVER = new RulebookServer(PUBLICATION);
    private static final RulebookServer CLUB = new RulebookServer(Publication.ofClub());

    @BeforeAll
    static void read_the_tables() {
        SERVER.tryText("hello");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
        CLUB.close();
    }

    @BeforeEach
    void let_a_minute_pass() {
        SERVER.clock.goOn(Duration.ofMinutes(1));
        CLUB.clock.goOn(Duration.ofMinutes(1));
    }

    private static String page(String path) {
        HttpResponse<String> response = SERVER.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static long rulesIn(String page) {
        return Pattern.compile("<li class=\"rule\">").matcher(page).results().count();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void lists_every_rule_in_force_and_what_is_in_shadow_only() {
        String page = page("/rulebook");

        long active = PUBLICATION.active().stream()
                .mapToLong(ruleset -> ruleset.rules().size())
                .sum();
        // The club's two rules, and the one that the shadow version of "rumour" changes.
        assertThat(rulesIn(page)).isEqualTo(active + 3);
        assertThat(page).contains("Off-platform contact funnel", "Shown to fewer people", "In shadow");
    }

    @Test
    void says_which_versions_are_in_force_since_when_and_why() {
        String page = page("/rulebook");

        assertThat(page)
                .contains("2026.11.4", "20 November 2026, 13:00 UTC", "Read and tested by two of us.")
                .contains("Entries that two harmless words can spell")
                .contains("href=\"https://limpid.example/terms\"")
                .contains("href=\"/rulebook/changes.atom\"");
    }

    @Test
    void finds_rules_by_words_in_any_order_and_any_case() {
        assertThat(page("/rulebook?q=" + encoded("FUNNEL contact"))).contains("One rule found", "spam.contact-funnel");
    }

    @Test
    void finds_chinese_words_in_the_middle_of_a_text() {
        assertThat(page("/rulebook?q=" + encoded("引流"))).contains("spam.contact-funnel");
        assertThat(page("/rulebook?q=" + encoded("私人聊天軟件"))).contains("spam.contact-funnel");
        assertThat(page("/rulebook?q=" + encoded("ｓｐａｍ．ｃｏｎｔａｃｔ-ｆｕｎｎｅｌ"))).contains("spam.contact-funnel");
    }

    @Test
    void finds_rules_by_their_ground() {
        assertThat(page("/rulebook?q=" + encoded("club act section"))).contains("club.newcomer");
    }

    @Test
    void says_so_when_nothing_is_found() {
        String page = page("/rulebook?q=nosuchrulenowhere");

        assertThat(page).contains("No rule found", "Show all rules");
        assertThat(rulesIn(page)).isZero();
    }

    @Test
    void filters_by_category_language_and_stage() {
        assertThat(page("/rulebook?category=rumour"))
                .contains("rumour.urgent-forward")
                .doesNotContain("spam.contact-funnel");
        assertThat(page("/rulebook?stage=shadow"))
                .contains("club.chess", "rumour.urgent-forward")
                .doesNotContain("spam.contact-funnel");
        assertThat(page("/rulebook?language=de&q=newcomers")).contains("club.newcomer");
        assertThat(page("/rulebook?language=en&q=newcomers")).doesNotContain("club.newcomer");
    }

    @Test
    void keeps_what_was_asked_for_in_the_form_and_in_links_to_the_other_language() {
        assertThat(page("/rulebook?q=" + encoded("\"funnel\" &") + "&category=spam"))
                .contains("value=\"&#34;funnel&#34; &amp;\"")
                .contains("<option value=\"spam\" selected>")
                .contains("/rulebook?q=%22funnel%22%20%26&amp;category=spam&amp;lang=zh");
    }

    @Test
    void unknown_choices_are_passed_over() {
        assertThat(rulesIn(page("/rulebook?category=nonsense&stage=nonsense&language=%3Cscript%3E&page=abc")))
                .isEqualTo(rulesIn(page("/rulebook")));
    }

    @Test
    void a_rule_tells_what_it_forbids_on_what_ground_and_what_happens() {
        String page = page("/rulebook/spam.contact-funnel");

        assertThat(page)
                .contains("A post may not advertise work, money or goods and move readers to a private messenger")
                .contains("Terms 2.3, unsolicited commercial contact", "https://limpid.example/terms#contact")
                .contains("The post stays, and is shown to fewer people.")
                .contains("Honest private sales where the board allows them");
    }

    @Test
    void a_rule_shows_its_tests_as_examples() {
        assertThat(page("/rulebook/spam.contact-funnel"))
                .contains("在家兼职，日结，加微信 abc123456", "微信支付接口文档在哪里？", "stopped by scam-warnings", "trusted author");
    }

    @Test
    void a_rule_tells_its_condition_in_words() {
        String page = page("/rulebook/spam.contact-funnel").replaceAll("<[^>]*>", "");

        assertThat(page)
                .contains("lure and ((verb and app and bait and handle) or (group and number of prize is at least 2))"
                        + " and not private and not the author is trusted")
                .contains("Only within 8 characters of “verb”")
                .contains("Where the platform does not say the author is trusted, it counts as no.");
    }

    @Test
    void a_rule_tells_how_it_came_about_line_by_line() {
        String page = page("/rulebook/spam.contact-funnel");

        assertThat(page)
                .contains("Revision 3, with version 2026.11.4", "First seen here: revision 2, with version 2026.11.3")
                .contains("<ins><span class=\"sign\">+</span>revision: 3</ins>")
                .contains("<del><span class=\"sign\">−</span>action: label</del>")
                .contains("by ada@example.org, bob@example.org", "log entry 5")
                .contains("The first rules against contact funnels.", "A better version took its place.");
    }

    @Test
    void a_rule_shows_its_figures_as_a_drawing_and_as_a_table() {
        String page = page("/rulebook/spam.contact-funnel");

        assertThat(page)
                .contains("360,000", "role=\"img\"", "<caption>Matches by language of the post</caption>")
                .contains("Columns from 15 October 2026 to 23 November 2026");
        assertThat(Pattern.compile("<rect class=\"enforced\"").matcher(page).results())
                .hasSize(40);
    }

    @Test
    void a_rule_shows_its_source() {
        assertThat(page("/rulebook/spam.contact-funnel"))
                .contains("handle: {regex: &#39;(?i)[a-z]".replace("&#39;", "'"), "spam/rules/contact-funnel.yaml");
    }

    @Test
    void a_rule_in_another_version_can_be_read_there() {
        assertThat(page("/rulebook/spam.contact-funnel?version=2026.11.3"))
                .contains("no longer used", "Labelled", "Revision 2, version 2026.11.3");
        assertThat(page("/rulebook/rumour.urgent-forward"))
                .contains("Version 2026.12.0, in shadow, has this rule in other words.")
                .contains("/rulebook/rumour.urgent-forward?version=2026.12.0");
    }

    @Test
    void an_unknown_rule_list_or_version_has_a_page_that_says_so() {
        for (String path : List.of(
                "/rulebook/spam.nothing",
                "/rulebook/nonsense",
                "/rulebook/%3Cscript%3E",
                "/rulebook/spam.contact-funnel?version=7",
                "/rulebook/lists/spam/nothing",
                "/rulebook/lists/nothing/nothing")) {
            HttpResponse<String> response = SERVER.get(path);

            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body())
                    .as(path)
                    .contains("<h1>Not found</h1>", "To all rules")
                    .doesNotContain("<script");
        }
    }

    @Test
    void what_authors_of_rules_write_is_shown_and_never_run() {
        for (String path : List.of(
                "/rulebook",
                "/rulebook/club.chess",
                "/rulebook/club.newcomer",
                "/rulebook/lists/club/chess",
                "/rulebook/changes",
                "/rulebook/club.chess?lang=zh")) {
            String page = CLUB.get(path).body();

            assertThat(page)
                    .as(path)
                    .doesNotContain("<script", "<b>Club", "<i>an", "<em>", "<u>1.2", "<marquee", "<img")
                    .contains("&lt;");
        }
        assertThat(CLUB.get("/rulebook/club.chess").body())
                .contains("&lt;script&gt;alert(", "&lt;marquee&gt;war reports", "No &lt;em&gt;chess&lt;/em&gt; talk.");
    }

    @Test
    void a_list_of_a_version_in_shadow_is_read_in_that_version() {
        assertThat(page("/rulebook/club.chess")).contains("href=\"/rulebook/lists/club/chess?version=1.0\"");
        assertThat(page("/rulebook/lists/club/chess?version=1.0")).contains("In shadow", "gambit");
        assertThat(SERVER.get("/rulebook/lists/club/chess?version=2.0").statusCode())
                .isEqualTo(404);
    }

    @Test
    void links_lead_to_web_pages_only() {
        assertThat(Links.web("https://example.org/a?b=c#d")).isEqualTo("https://example.org/a?b=c#d");
        assertThat(Links.web("http://例子.example/")).isNull();
        assertThat(Links.web("javascript:alert(1)")).isNull();
        assertThat(Links.web("data:text/html,x")).isNull();
        assertThat(Links.web("https:alert")).isNull();
        assertThat(Links.web("//example.org")).isNull();
        assertThat(Links.web("not a url")).isNull();
        assertThat(Links.web(null)).isNull();
    }

    @Test
    void a_list_shows_its_entries_with_notes_and_exceptions() {
        String page = CLUB.get("/rulebook/lists/club/chess").body();

        assertThat(page)
                .contains("gambit", "&lt;i&gt;an opening", "将军", "Exception", "three entries".replace("three", "3"))
                .contains("club.chess", "sha256:");
    }

    @Test
    void a_long_list_is_read_in_pages() {
        String first = CLUB.get("/rulebook/lists/club/long").body();
        String third = CLUB.get("/rulebook/lists/club/long?page=3").body();
        String beyond = CLUB.get("/rulebook/lists/club/long?page=9999").body();

        assertThat(first)
                .contains("Page 1 of 3", "entrynumber1<", "entrynumber200<", "page=2")
                .doesNotContain("entrynumber201<", "Previous");
        assertThat(third)
                .contains("Page 3 of 3", "entrynumber401<", "entrynumber450<")
                .doesNotContain("Next page");
        assertThat(beyond).contains("Page 3 of 3");
    }

    @Test
    void a_list_that_is_not_disclosed_says_why_and_shows_no_entry() {
        try (var closed = new RulebookServer(Publication.ofClub(), ruleset -> false)) {
            String page = closed.get("/rulebook/lists/club/chess").body();
            String tried = closed.tryText("G a m b i t! And the queen's gambit").body();

            assertThat(page)
                    .contains("The entries of this list are not shown", "3 entries", "sha256:", "club.chess")
                    .doesNotContain("gambit", "将军");
            assertThat(tried).contains("an entry of the list").doesNotContain("“gambit”", "chess#");
        }
    }

    @Test
    void an_english_text_is_tried() {
        HttpResponse<String> response = CLUB.tryText("Play the G a m b i t now");

        assertThat(response.statusCode()).isEqualTo(200);
        String page = response.body();
        assertThat(page)
                .contains("One rule would act", "A post with this text would stay, with a note to its readers.")
                .contains("[matched: </span>G a m b i t<a class=\"number\" href=\"#match-1\">")
                .contains("Your post speaks of G a m b i t.")
                .contains("Seen through:", "up to 2 signs or spaces between letters")
                .contains("characters 10 to 20", "“gambit” of the list");
    }

    @Test
    void a_chinese_text_is_tried() {
        String page = SERVER.tryText("副業項目，有興趣加微信：zhuan888888，日结").body();

        assertThat(page)
                .contains("spam.contact-funnel", "Shown to fewer people", "微信")
                .contains("Read as Chinese.")
                .contains("<mark><span class=\"unseen\">[matched: </span>");
    }

    @Test
    void what_stops_a_rule_is_told() {
        assertThat(CLUB.tryText("I saw the queen's gambit").body())
                .contains("No rule in force would act", "Stopped by an exception")
                .contains("Would match, but for the exception", "chess#queen's gambit", "Does not act");
    }

    @Test
    void rules_in_shadow_are_marked_as_not_acting() {
        assertThat(SERVER.tryText("What a gambit").body())
                .contains("No rule in force would act", "Matches in shadow", "club.chess", "Does not act");
    }

    @Test
    void rules_that_need_to_know_more_than_the_text_are_named() {
        assertThat(CLUB.tryText("see https://example.org").body())
                .contains("it needs to know more than the text", "club.newcomer", "the age of the account in days");
    }

    @Test
    void a_text_is_shown_back_and_never_run() {
        String page =
                CLUB.tryText("</textarea><script>alert('text')</script> gambit").body();

        assertThat(page).doesNotContain("<script").contains("&lt;/textarea&gt;&lt;script&gt;alert(");
    }

    @Test
    void line_ends_of_browsers_do_not_shift_what_is_marked() {
        assertThat(CLUB.post("text=one%0D%0Atwo%0D%0Agambit").body())
                .contains("[matched: </span>gambit<a", "characters 9 to 14");
    }

    @Test
    void a_text_that_is_too_long_is_refused_and_kept() {
        HttpResponse<String> response = CLUB.tryText("将军！".repeat(4_000));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body())
                .contains("The text has 12,000 characters. At most 10,000 can be tried")
                .contains("将军！将军！将军！")
                .contains("aria-invalid=\"true\"")
                .doesNotContain("would act");
    }

    @Test
    void ten_thousand_characters_are_tried_even_if_each_takes_two_units() {
        assertThat(CLUB.tryText("😀".repeat(10_000)).statusCode()).isEqualTo(200);
    }

    @Test
    void what_matches_too_often_to_be_told_is_counted() {
        assertThat(CLUB.tryText("gambit ".repeat(150)).body()).contains("And 50 more.");
    }

    @Test
    void far_too_much_is_not_read_to_its_end() {
        HttpResponse<String> response = CLUB.tryText("x".repeat(300_000));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("far more text than can be tried");
    }

    @Test
    void what_is_no_text_or_no_form_is_refused_in_words() {
        assertThat(CLUB.tryText("  \n ").statusCode()).isEqualTo(400);
        assertThat(CLUB.tryText("").body()).contains("There is no text yet.");
        assertThat(CLUB.post("nothing=at+all").body()).contains("There is no text yet.");
        assertThat(CLUB.post("text=%zz").body()).contains("not a form that can be read");
        assertThat(CLUB.post("text=gambit&language=%3Cb%3E").body()).contains("not the name of a language", "gambit");
        HttpResponse<String> json = CLUB.post("{}", "Content-Type", "application/json");
        assertThat(json.statusCode()).isEqualTo(415);
        assertThat(json.body()).contains("Please use the form on this page.");
    }

    @Test
    void who_tries_too_often_is_told_to_wait_and_keeps_the_text() {
        for (int i = 0; i < TryLimit.PER_CLIENT; i++) {
            assertThat(CLUB.tryText("hello " + i).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> response = CLUB.tryText("one too many");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(response.body()).contains("Please wait 3 seconds", "one too many");
        CLUB.clock.goOn(Duration.ofSeconds(3));
        assertThat(CLUB.tryText("one too many").statusCode()).isEqualTo(200);
    }

    @Test
    void every_answer_carries_a_strict_policy() {
        for (HttpResponse<String> response : List.of(
                SERVER.get("/rulebook"),
                SERVER.get("/rulebook/spam.contact-funnel"),
                SERVER.get("/rulebook/nothing"),
                SERVER.get("/rulebook/try"),
                SERVER.get("/rulebook/changes"),
                SERVER.get("/rulebook/changes.atom"),
                SERVER.get("/rulebook/style.css"),
                SERVER.tryText("hello"),
                SERVER.tryText(""))) {
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
            assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void pages_hold_neither_scripts_nor_styles_nor_things_from_elsewhere() {
        for (String path :
                List.of("/rulebook", "/rulebook/spam.contact-funnel", "/rulebook/try", "/rulebook/changes")) {
            assertThat(page(path))
                    .doesNotContain("<script", "style=\"", "<style", "<iframe", "<img")
                    .doesNotContainPattern("<[^>]* on[a-z]+=")
                    .doesNotContainPattern("<link[^>]+href=\"http");
        }
    }

    @Test
    void a_tried_text_is_kept_by_no_cache() {
        assertThat(SERVER.tryText("hello").headers().firstValue("Cache-Control"))
                .hasValue("no-store");
    }

    @Test
    void the_stylesheet_is_kept_for_good_under_its_own_address() {
        assertThat(page("/rulebook")).contains("href=\"" + Stylesheet.HREF + "\"");
        assertThat(SERVER.get(Stylesheet.HREF).headers().firstValue("Cache-Control"))
                .hasValue("public, max-age=31536000, immutable");
        assertThat(SERVER.get("/rulebook/style.css?v=0").headers().firstValue("Cache-Control"))
                .hasValue("no-cache");
    }

    @Test
    void the_language_is_that_of_the_browser_unless_the_reader_chose_one() {
        assertThat(page("/rulebook")).contains("<html lang=\"en\">");
        assertThat(SERVER.get("/rulebook", "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")
                        .body())
                .contains("<html lang=\"zh\">", "全部 ")
                .doesNotContain("href=\"/rulebook/try?lang");
        assertThat(SERVER.get("/rulebook?lang=en", "Accept-Language", "zh").body())
                .contains("<html lang=\"en\">", "href=\"/rulebook/try?lang=en\"");
        assertThat(SERVER.get("/rulebook", "Accept-Language", "fr, *;q=0.1").body())
                .contains("<html lang=\"en\">");
        assertThat(SERVER.get("/rulebook", "Accept-Language", "!!!;q=x").body()).contains("<html lang=\"en\">");
    }

    @Test
    void rules_speak_the_language_of_the_reader_and_quotations_name_theirs() {
        assertThat(page("/rulebook/spam.contact-funnel?lang=zh"))
                .contains("<h1 lang=\"zh\">站外引流</h1>", "减少展示", "帖子不得以工作、钱财或商品招揽读者")
                .contains("lang=\"en\">Honest private sales");
        assertThat(page("/rulebook/spam.contact-funnel"))
                .contains("<q class=\"typed\" lang=\"zh\">在家兼职，日结，加微信 abc123456</q>");
    }

    @Test
    void every_rule_has_a_page_in_both_languages() {
        PUBLICATION
                .active()
                .forEach(ruleset -> ruleset.rules().forEach(rule -> {
                    assertThat(SERVER.get("/rulebook/" + rule.id()).statusCode())
                            .as(rule.id())
                            .isEqualTo(200);
                    assertThat(SERVER.get("/rulebook/" + rule.id() + "?lang=zh").statusCode())
                            .as(rule.id())
                            .isEqualTo(200);
                }));
    }

    @Test
    void an_empty_rulebook_says_so() {
        try (var empty = new RulebookServer(Publication.ofNothing())) {
            assertThat(empty.get("/rulebook").body()).contains("No rule is in force.");
            assertThat(empty.get("/rulebook/changes").body()).contains("Nothing has been published yet.");
            assertThat(empty.get("/rulebook/changes.atom").statusCode()).isEqualTo(200);
        }
    }
}
