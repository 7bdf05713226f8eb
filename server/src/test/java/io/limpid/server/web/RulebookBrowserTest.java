package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

class RulebookBrowserTest {
    private static final RulebookServer SERVER = new RulebookServer(Publication.ofRepository());
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private static final Map<String, String> PAGES = pages();

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        SERVER.tryText("hello");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        SERVER.close();
    }

    @BeforeEach
    void begin_on_a_desktop_in_daylight() {
        SERVER.clock.goOn(Duration.ofMinutes(1));
        browser.look(Browser.DESKTOP, false);
    }

    private static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("rules", "/rulebook");
        pages.put("rules-found", "/rulebook?q=contact&category=spam");
        pages.put("rules-none", "/rulebook?q=nosuchrule");
        pages.put("rules-zh", "/rulebook?lang=zh");
        pages.put("rule", "/rulebook/spam.contact-funnel");
        pages.put("rule-zh", "/rulebook/spam.contact-funnel?lang=zh");
        pages.put("rule-shadow", "/rulebook/club.newcomer");
        pages.put("rule-hostile", "/rulebook/club.chess");
        pages.put("list", "/rulebook/lists/spam/rewards-zh");
        pages.put("changes", "/rulebook/changes");
        pages.put("try", "/rulebook/try");
        pages.put("missing", "/rulebook/nothing");
        return pages;
    }

    private static void tryText(String text, String lang) {
        browser.open(SERVER.url("/rulebook/try?lang=" + lang));
        browser.find("#text").sendKeys(text);
        browser.follow(() -> browser.find("form.try button").click());
    }

    @Test
    void a_reader_finds_a_rule_and_reads_it() {
        browser.open(SERVER.url("/rulebook"));
        browser.find("#q").sendKeys("contact funnel");
        new Select(browser.find("#category")).selectByValue("spam");
        browser.follow(() -> browser.find("form.search button").click());

        assertThat(browser.find("#rules").getText()).isEqualTo("One rule found");
        assertThat(browser.find("#q").getAttribute("value")).isEqualTo("contact funnel");

        browser.follow(() -> browser.find(".rule a").click());

        assertThat(browser.find("h1").getText()).isEqualTo("Off-platform contact funnel");
        assertThat(browser.text()).contains("What it says", "How it came about", "Where it is known to err");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_reader_tries_an_english_text() {
        tryText("What a G a m b i t!", "en");

        assertThat(browser.driver.getTitle()).startsWith("Nothing happens – Try a text");
        assertThat(browser.find("mark").getText()).contains("G a m b i t");
        assertThat(browser.text()).contains("Matches in shadow", "up to 2 signs or spaces between letters");
        assertThat(browser.find("#text").getAttribute("value")).isEqualTo("What a G a m b i t!");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_reader_tries_a_chinese_text() {
        tryText("在家兼职，日结，加微信 abc123456", "zh");

        assertThat(browser.find("#result").getText()).contains("减少展示");
        assertThat(browser.driver.findElements(By.cssSelector("mark")))
                .extracting(WebElement::getText)
                .anySatisfy(text -> assertThat(text).contains("微信"));
        browser.follow(() -> browser.find(".matched h4 a").click());
        assertThat(browser.find("html").getAttribute("lang")).isEqualTo("zh");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_reader_changes_the_language_and_keeps_the_search() {
        browser.open(SERVER.url("/rulebook?q=contact"));
        browser.follow(() -> browser.find(".tongues a[lang=zh]").click());

        assertThat(browser.find("h1").getText()).isEqualTo("规则");
        assertThat(browser.find("#q").getAttribute("value")).isEqualTo("contact");
    }

    @Test
    void the_keyboard_is_enough() {
        browser.open(SERVER.url("/rulebook"));
        browser.press(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Skip to the content");
        browser.press(Keys.ENTER);
        browser.press(Keys.TAB);
        assertThat(browser.focused()).isEqualTo(browser.find("main a"));
        browser.tabTo("#q");
        browser.follow(() -> browser.press("contact funnel", Keys.ENTER));
        assertThat(browser.find("#rules").getText()).isEqualTo("One rule found");

        browser.tabTo(".places li:nth-child(2) a");
        browser.follow(() -> browser.press(Keys.ENTER));
        browser.tabTo("#text");
        browser.press("a gambit");
        browser.tabTo("form.try button");
        browser.follow(() -> browser.press(Keys.ENTER));

        assertThat(browser.find("#result").getText()).contains("Nothing happens");
        assertThat(browser.text()).contains("Matches in shadow");
    }

    @Test
    void what_has_the_focus_is_seen() {
        browser.open(SERVER.url("/rulebook/try"));
        for (int i = 0; i < 8; i++) {
            browser.press(Keys.TAB);

            assertThat(browser.focused().getCssValue("outline-style")).isEqualTo("solid");
            assertThat(browser.focused().getCssValue("outline-width")).isEqualTo("3px");
        }
    }

    @Test
    void code_that_is_wider_than_the_page_is_reached_by_the_keyboard() {
        browser.look(Browser.PHONE, false);
        browser.open(SERVER.url("/rulebook/spam.contact-funnel"));

        List<WebElement> boxes = browser.driver.findElements(By.cssSelector(".code, .block, .scroll")).stream()
                .filter(WebElement::isDisplayed)
                .toList();

        assertThat(boxes).isNotEmpty().allSatisfy(box -> {
            assertThat(box.getAttribute("tabindex")).isEqualTo("0");
            assertThat(box.getAccessibleName()).isNotBlank();
        });
    }

    @Test
    void every_page_is_accessible_and_fits_in_both_themes_and_on_a_phone() {
        PAGES.forEach((name, path) -> {
            browser.look(Browser.DESKTOP, false);
            browser.open(SERVER.url(path));
            inspect(name);
        });
    }

    @Test
    void the_page_with_a_result_and_those_with_an_error_are_accessible_too() {
        tryText("在家兼职，日结，加微信 abc123456，再来一局 g-a-m-b-i-t 吧", "zh");
        inspect("tried-zh");
        browser.look(Browser.DESKTOP, false);
        tryText(
                "Claim your prize! Add me on Telegram @lucky_winner88, click https://bit.ly/win now. What a gambit. https://paypa1.com/login",
                "en");
        inspect("tried");
        browser.look(Browser.DESKTOP, false);
        tryText(" ", "en");
        inspect("try-error");
    }

    /** Its beginning, its list and one of its parts: it is so long that axe would take a minute, and the parts are alike. */
    @Test
    void the_page_about_the_interface_is_accessible_and_fits_on_a_phone() {
        browser.open(SERVER.url("/docs"));
        checkAccess("docs", new AxeBuilder().include(List.of("header", "nav.operations", "section:nth-of-type(1)")));
        browser.picture("docs");
        browser.look(Browser.PHONE, false);
        assertThat(browser.number("document.scrollingElement.scrollWidth"))
                .isLessThanOrEqualTo(browser.number("window.innerWidth"));
        browser.picture("docs-phone");
        assertThat(browser.complaints()).isEmpty();
    }

    /** Looks at the page that is open: in both themes, and on a phone. */
    private static void inspect(String name) {
        for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
            for (boolean dark : List.of(false, true)) {
                String look = name + (width == Browser.PHONE ? "-phone" : "") + (dark ? "-dark" : "");
                browser.look(width, dark);
                if (width == Browser.DESKTOP) {
                    checkAccess(look);
                }
                assertThat(browser.number("document.scrollingElement.scrollWidth"))
                        .as(look)
                        .isLessThanOrEqualTo(browser.number("window.innerWidth"));
                browser.picture(look);
            }
        }
        assertThat(browser.complaints()).as(name).allMatch(RulebookBrowserTest::isAboutStatus);
    }

    /** The browser tells of each page that comes with a status of 400 and more, as two of these do on purpose. */
    private static boolean isAboutStatus(String complaint) {
        return complaint.contains("status of 404") || complaint.contains("status of 400");
    }

    private static void checkAccess(String look) {
        checkAccess(look, new AxeBuilder());
    }

    private static void checkAccess(String look, AxeBuilder axe) {
        List<Rule> violations = axe.analyze(browser.driver).getViolations();

        assertThat(violations.stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes())
                        .toList())
                .as(look)
                .isEmpty();
    }
}
