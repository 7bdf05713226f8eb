package io.limpid;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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

    @Test
    void a_decision_depends_on_no_clock_no_chance_and_no_environment() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CORE);
    }
}
