package io.limpid;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.limpid");

    @Test
    void a_package_imports_only_packages_above_it_in_the_ladder() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("text")
                .definedBy("io.limpid.text")
                .layer("signal")
                .definedBy("io.limpid.signal")
                .layer("detectors")
                .definedBy("io.limpid.signal.*")
                .layer("rule")
                .definedBy("io.limpid.rule")
                .layer("decision")
                .definedBy("io.limpid.decision")
                .layer("root")
                .definedBy("io.limpid")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("decision")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("rule")
                .mayOnlyBeAccessedByLayers("decision", "root")
                .whereLayer("detectors")
                .mayOnlyBeAccessedByLayers("rule", "decision", "root")
                .whereLayer("signal")
                .mayOnlyBeAccessedByLayers("detectors", "rule", "decision", "root")
                .check(CORE);
    }

    @Test
    void a_detector_knows_no_other_except_that_repeats_look_through_links() {
        slices().matching("io.limpid.signal.(*)")
                .namingSlices("$1")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        JavaClass.Predicates.resideInAPackage("io.limpid.signal.repeat"),
                        JavaClass.Predicates.resideInAPackage("io.limpid.signal.link"))
                .check(CORE);
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching("io.limpid.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void every_package_is_null_marked() {
        Set<String> unmarked = CORE.stream()
                .map(JavaClass::getPackage)
                .filter(folder -> !folder.isAnnotatedWith(NullMarked.class))
                .map(folder -> folder.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    @Test
    void the_library_knows_no_database_and_no_server() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "io.javalin..", "java.net.http..", "com.sun.net..")
                .check(CORE);
    }

    /** Methods that ask the clock, chance or the environment, whatever their parameters. */
    private static final Set<String> ASKING = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.System.lineSeparator",
            "java.lang.Boolean.getBoolean",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong",
            "java.lang.Math.random",
            "java.lang.Runtime.availableProcessors",
            "java.lang.System.identityHashCode",
            "java.util.UUID.randomUUID",
            "java.util.Collections.shuffle",
            "java.util.Calendar.getInstance",
            "java.util.Locale.getDefault",
            "java.util.TimeZone.getDefault",
            "java.time.ZoneId.systemDefault",
            "java.nio.charset.Charset.defaultCharset",
            "java.net.InetAddress.getLocalHost");

    private static final Set<String> CHANCE = Set.of(
            "java.time.Clock",
            "java.time.InstantSource",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.SplittableRandom",
            "java.util.random.RandomGenerator");

    @Test
    void a_decision_depends_on_no_clock_no_chance_and_no_environment() {
        noClasses()
                .should(askClockOrChance())
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .orShould()
                .dependOnClassesThat(
                        DescribedPredicate.describe("are clocks or dice", type -> CHANCE.contains(type.getFullName())))
                .check(CORE);
    }

    @Test
    void the_rule_against_clocks_sees_each_way_to_ask() {
        JavaClasses asking = new ClassFileImporter().importClasses(Asking.class);

        assertThat(askedBy(asking.get(Asking.class)))
                .containsExactlyInAnyOrder(
                        "java.time.LocalDate.now()",
                        "java.time.ZonedDateTime.now(java.time.ZoneId)",
                        "java.time.Year.now()",
                        "java.util.Date.<init>()",
                        "java.util.GregorianCalendar.<init>()",
                        "java.lang.System.getProperties()",
                        "java.lang.System.getProperty(java.lang.String, java.lang.String)",
                        "java.lang.System.currentTimeMillis()",
                        "java.util.Locale.getDefault()",
                        "java.util.TimeZone.getDefault()");
    }

    /** What the library must not do. */
    @SuppressWarnings({"JavaUtilDate", "JavaTimeDefaultTimeZone", "SystemGetProperty", "unused"})
    private static final class Asking {
        static java.util.List<Object> all() {
            java.util.function.LongSupplier clock = System::currentTimeMillis;
            return java.util.List.of(
                    clock,
                    java.time.LocalDate.now(),
                    java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC),
                    java.time.Year.now(),
                    new java.util.Date(),
                    new java.util.Date(5),
                    new java.util.GregorianCalendar(),
                    System.getProperties(),
                    System.getProperty("user.name", ""),
                    java.util.Locale.getDefault(),
                    java.util.TimeZone.getDefault());
        }
    }

    private static ArchCondition<JavaClass> askClockOrChance() {
        return new ArchCondition<>("ask the clock, chance or the environment") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                askedBy(type)
                        .forEach(asked -> events.add(
                                SimpleConditionEvent.satisfied(type, type.getFullName() + " asks " + asked)));
            }
        };
    }

    /** Calls and references, such as {@code System::nanoTime}, to what asks. */
    private static Set<String> askedBy(JavaClass type) {
        return type.getCodeUnitAccessesFromSelf().stream()
                .map(JavaCodeUnitAccess::getTarget)
                .filter(ArchitectureTest::asks)
                .map(target -> target.getFullName().replace(",  ", ", "))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean asks(AccessTarget.CodeUnitAccessTarget target) {
        String owner = target.getOwner().getFullName();
        boolean today = owner.startsWith("java.time.") && target.getName().equals("now");
        boolean newDate =
                Set.of("java.util.Date", "java.util.GregorianCalendar").contains(owner)
                        && target.getName().equals("<init>")
                        && target.getRawParameterTypes().isEmpty();
        return today || newDate || ASKING.contains(owner + "." + target.getName());
    }
}
