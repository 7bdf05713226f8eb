package io.limpid.rule;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The words of the EU DSA Transparency Database, schema of 1 July 2025.
 *
 * <p>Categories and keywords stand here without their prefixes, as rules write them; {@link #values} has them and all other
 * enumerations as the database writes them.
 */
public final class DsaVocabulary {
    /** Before the name of a category. */
    public static final String CATEGORY = "STATEMENT_CATEGORY_";

    /** Before a keyword. */
    public static final String KEYWORD = "KEYWORD_";

    /** The keyword for what no other keyword says; it goes with every category. */
    public static final String OTHER = "OTHER";

    /** Accepted as a keyword by the database, yet in no category's group of its documentation. */
    private static final Set<String> UNGROUPED = Set.of(OTHER, "STALKING");

    /** Keywords by category, as the database's documentation groups them. */
    private static final Map<String, Set<String>> GROUPS = groups("""
            ANIMAL_WELFARE: ANIMAL_HARM UNLAWFUL_SALE_ANIMALS
            CONSUMER_INFORMATION: HIDDEN_ADVERTISEMENT INSUFFICIENT_INFORMATION_ON_TRADERS \
            MISLEADING_INFO_CONSUMER_RIGHTS MISLEADING_INFO_GOODS_SERVICES NONCOMPLIANCE_PRICING
            CYBER_VIOLENCE: CYBER_BULLYING_INTIMIDATION CYBER_HARASSMENT CYBER_INCITEMENT CYBER_STALKING \
            NON_CONSENSUAL_IMAGE_SHARING NON_CONSENSUAL_MATERIAL_DEEPFAKE
            CYBER_VIOLENCE_AGAINST_WOMEN: BULLYING_AGAINST_GIRLS CYBER_HARASSMENT_AGAINST_WOMEN \
            CYBER_STALKING_AGAINST_WOMEN FEMALE_GENDERED_DISINFORMATION INCITEMENT_AGAINST_WOMEN \
            NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN
            DATA_PROTECTION_AND_PRIVACY_VIOLATIONS: BIOMETRIC_DATA_BREACH DATA_FALSIFICATION \
            MISSING_PROCESSING_GROUND RIGHT_TO_BE_FORGOTTEN
            ILLEGAL_OR_HARMFUL_SPEECH: DEFAMATION DISCRIMINATION HATE_SPEECH
            INTELLECTUAL_PROPERTY_INFRINGEMENTS: COPYRIGHT_INFRINGEMENT DESIGN_INFRINGEMENT \
            GEOGRAPHIC_INDICATIONS_INFRINGEMENT PATENT_INFRINGEMENT TRADE_SECRET_INFRINGEMENT TRADEMARK_INFRINGEMENT
            NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS: MISINFORMATION_DISINFORMATION VIOLATION_EU_LAW \
            VIOLATION_NATIONAL_LAW
            NOT_SPECIFIED_NOTICE:
            OTHER_VIOLATION_TC: ADULT_SEXUAL_MATERIAL AGE_SPECIFIC_RESTRICTIONS GEOGRAPHICAL_REQUIREMENTS \
            GOODS_SERVICES_NOT_PERMITTED LANGUAGE_REQUIREMENTS NUDITY
            PROTECTION_OF_MINORS: AGE_SPECIFIC_RESTRICTIONS_MINORS CHILD_SEXUAL_ABUSE_MATERIAL \
            CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE GROOMING_SEXUAL_ENTICEMENT_MINORS UNSAFE_CHALLENGES
            RISK_FOR_PUBLIC_SECURITY: ILLEGAL_ORGANIZATIONS RISK_ENVIRONMENTAL_DAMAGE RISK_PUBLIC_HEALTH TERRORIST_CONTENT
            SCAMS_AND_FRAUD: IMPERSONATION_ACCOUNT_HIJACKING INAUTHENTIC_ACCOUNTS INAUTHENTIC_LISTINGS \
            INAUTHENTIC_USER_REVIEWS PHISHING PYRAMID_SCHEMES
            SELF_HARM: CONTENT_PROMOTING_EATING_DISORDERS SELF_MUTILATION SUICIDE
            UNSAFE_AND_PROHIBITED_PRODUCTS: PROHIBITED_PRODUCTS UNSAFE_PRODUCTS
            VIOLENCE: COORDINATED_HARM HUMAN_EXPLOITATION HUMAN_TRAFFICKING INCITEMENT_VIOLENCE_HATRED \
            TRAFFICKING_WOMEN_GIRLS
            """);

    /** All categories, without prefix, in order. */
    static final Set<String> CATEGORIES = sorted(GROUPS.keySet());

    /** All keywords, without prefix, in order. */
    static final Set<String> KEYWORDS = keywords();

    /** Codes of the states of the European Economic Area, in order. */
    public static final Set<String> EEA = words("", """
            AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK
            """);

    /** Languages that the database knows: ISO 639-1 in capitals, with a few withdrawn codes. */
    public static final Set<String> LANGUAGES = words("", """
            AB AA AF AK SQ AM AR AN HY AS AV AE AY AZ BM BA EU BE BN BH BI BS BR BG MY CA KM CH CE NY ZH CU CV KW CO CR HR
            CS DA DV NL DZ EN EO ET EE FO FJ FI FR FF GD GL LG KA DE KI EL KL GN GU HT HA HE HZ HI HO HU IS IO IG ID IA IE
            IU IK GA IT JA JV KN KR KS KK RW KV KG KO KJ KU KY LO LA LV LB LI LN LT LU MK MG MS ML MT GV MI MR MH RO MN NA
            NV ND NG NE SE NO NB NN II OC OJ OR OM OS PI PA PS FA PL PT QU RM RN RU SM SG SA SC SR SN SD SI SK SL SO ST NR
            ES SU SW SS SV TL TY TG TA TT TE TH BO TI TO TS TN TR TK TW UG UK UR UZ VE VI VO WA CY FY WO XH YI YO ZA ZU
            """);

    private static final Map<String, Set<String>> VALUES = values();

    private DsaVocabulary() {}

    /**
     * What a field of a statement may hold, in order.
     *
     * @param field such as {@code decision_visibility}
     * @throws IllegalArgumentException if the field is none with an enumeration
     */
    public static Set<String> values(String field) {
        Set<String> values = VALUES.get(field);
        if (values == null) {
            throw new IllegalArgumentException("no enumeration of the transparency database: " + field);
        }
        return values;
    }

    /**
     * The category in whose group a keyword stands; empty for one that is in no group.
     *
     * @param keyword without its prefix, as is the category
     */
    public static Optional<String> categoryOf(String keyword) {
        return GROUPS.entrySet().stream()
                .filter(group -> group.getValue().contains(keyword))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether the keyword stands in the category's group; {@link #OTHER} does in every one. Both without prefix. */
    public static boolean goTogether(String category, String keyword) {
        return keyword.equals(OTHER) || categoryOf(keyword).equals(Optional.of(category));
    }

    private static Map<String, Set<String>> values() {
        Set<String> categories = words(CATEGORY, String.join(" ", CATEGORIES));
        Set<String> yesOrNo = words("", "Yes No");
        Map<String, Set<String>> values = new LinkedHashMap<>();
        values.put("decision_visibility", words("DECISION_VISIBILITY_", """
                CONTENT_REMOVED CONTENT_DISABLED CONTENT_DEMOTED CONTENT_AGE_RESTRICTED CONTENT_INTERACTION_RESTRICTED
                CONTENT_LABELLED OTHER
                """));
        values.put("decision_monetary", words("DECISION_MONETARY_", "SUSPENSION TERMINATION OTHER"));
        values.put(
                "decision_provision",
                words(
                        "DECISION_PROVISION_",
                        "PARTIAL_SUSPENSION TOTAL_SUSPENSION PARTIAL_TERMINATION TOTAL_TERMINATION"));
        values.put("decision_account", words("DECISION_ACCOUNT_", "SUSPENDED TERMINATED"));
        values.put("account_type", words("ACCOUNT_TYPE_", "BUSINESS PRIVATE"));
        values.put("decision_ground", words("DECISION_GROUND_", "ILLEGAL_CONTENT INCOMPATIBLE_CONTENT"));
        values.put("incompatible_content_illegal", yesOrNo);
        values.put("category", categories);
        values.put("category_addition", categories);
        values.put("category_specification", words(KEYWORD, String.join(" ", KEYWORDS)));
        values.put("content_type", words("CONTENT_TYPE_", "APP AUDIO IMAGE PRODUCT SYNTHETIC_MEDIA TEXT VIDEO OTHER"));
        values.put("content_language", LANGUAGES);
        values.put("territorial_scope", EEA);
        values.put("source_type", words("SOURCE_", "ARTICLE_16 TRUSTED_FLAGGER TYPE_OTHER_NOTIFICATION VOLUNTARY"));
        values.put("automated_detection", yesOrNo);
        values.put("automated_decision", words("AUTOMATED_DECISION_", "FULLY PARTIALLY NOT_AUTOMATED"));
        return values;
    }

    private static Map<String, Set<String>> groups(String lines) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        lines.lines().forEach(line -> {
            int colon = line.indexOf(':');
            groups.put(line.substring(0, colon), words("", line.substring(colon + 1)));
        });
        return groups;
    }

    private static Set<String> keywords() {
        Set<String> keywords = new TreeSet<>(UNGROUPED);
        GROUPS.values().forEach(keywords::addAll);
        return sorted(keywords);
    }

    private static Set<String> words(String prefix, String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word -> prefix + word)
                .collect(Collectors.collectingAndThen(Collectors.toSet(), DsaVocabulary::sorted));
    }

    private static Set<String> sorted(Set<String> words) {
        return Collections.unmodifiableSet(new TreeSet<>(words));
    }
}
