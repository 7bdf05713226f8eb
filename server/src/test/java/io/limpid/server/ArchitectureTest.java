package io.limpid.server;

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
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.limpid.server");

    @Test
    void a_package_imports_only_packages_above_it_in_the_ladder() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("proof")
                .definedBy("io.limpid.server.proof")
                .layer("tree")
                .definedBy("io.limpid.server.tree")
                .layer("verify")
                .definedBy("io.limpid.server.verify")
                .layer("witness")
                .definedBy("io.limpid.server.witness")
                .layer("sqlite")
                .definedBy("io.limpid.server.sqlite")
                .layer("log")
                .definedBy("io.limpid.server.log")
                .layer("publish")
                .definedBy("io.limpid.server.publish")
                .optionalLayer("review")
                .definedBy("io.limpid.server.review")
                .optionalLayer("access")
                .definedBy("io.limpid.server.access")
                .layer("config")
                .definedBy("io.limpid.server.config")
                .layer("webhook")
                .definedBy("io.limpid.server.webhook")
                .layer("openapi")
                .definedBy("io.limpid.server.openapi")
                .layer("api")
                .definedBy("io.limpid.server.api")
                .layer("web")
                .definedBy("io.limpid.server.web")
                .layer("cli")
                .definedBy("io.limpid.server.cli")
                .layer("root")
                .definedBy("io.limpid.server")
                .whereLayer("proof")
                .mayNotAccessAnyLayer()
                .whereLayer("tree")
                .mayOnlyAccessLayers("proof")
                .whereLayer("verify")
                .mayOnlyAccessLayers("proof")
                .whereLayer("witness")
                .mayOnlyAccessLayers("proof", "verify")
                .whereLayer("log")
                .mayOnlyAccessLayers("proof", "tree", "verify", "witness")
                .whereLayer("publish")
                .mayOnlyAccessLayers("tree", "verify", "sqlite", "log")
                .whereLayer("sqlite")
                .mayNotAccessAnyLayer()
                .whereLayer("review")
                .mayOnlyAccessLayers("sqlite", "log", "publish")
                .whereLayer("access")
                .mayOnlyAccessLayers("sqlite", "log")
                .whereLayer("config")
                .mayOnlyAccessLayers("verify", "log", "publish", "access", "webhook")
                .whereLayer("webhook")
                .mayOnlyAccessLayers("sqlite", "log")
                .whereLayer("openapi")
                .mayNotAccessAnyLayer()
                .whereLayer("api")
                .mayOnlyAccessLayers(
                        "proof", "tree", "verify", "witness", "sqlite", "log", "publish", "review", "access", "webhook",
                        "openapi")
                .whereLayer("web")
                .mayOnlyAccessLayers("log", "publish", "review", "access", "openapi")
                .whereLayer("cli")
                .mayOnlyAccessLayers(
                        "proof", "verify", "sqlite", "log", "publish", "access", "webhook", "config", "api")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .check(SERVER);
    }

    @Test
    void every_package_has_its_place_in_the_ladder() {
        Set<String> packages = SERVER.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(packages)
                .isSubsetOf(
                        "io.limpid.server",
                        "io.limpid.server.proof",
                        "io.limpid.server.tree",
                        "io.limpid.server.verify",
                        "io.limpid.server.witness",
                        "io.limpid.server.sqlite",
                        "io.limpid.server.log",
                        "io.limpid.server.publish",
                        "io.limpid.server.review",
                        "io.limpid.server.access",
                        "io.limpid.server.config",
                        "io.limpid.server.webhook",
                        "io.limpid.server.openapi",
                        "io.limpid.server.api",
                        "io.limpid.server.web",
                        "io.limpid.server.cli");
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching("io.limpid.(**)").should().beFreeOfCycles().check(SERVER);
    }

    @Test
    void every_package_is_null_marked() {
        Set<String> unmarked = SERVER.stream()
                .map(JavaClass::getPackage)
                .filter(folder -> !folder.isAnnotatedWith(NullMarked.class))
                .map(folder -> folder.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    @Test
    void only_what_keeps_things_knows_the_database() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.limpid.server.log",
                        "io.limpid.server.publish",
                        "io.limpid.server.access",
                        "io.limpid.server.webhook",
                        "io.limpid.server.sqlite")
                .and()
                .doNotHaveFullyQualifiedName("io.limpid.server.SqliteLibrary")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(SERVER);
    }

    @Test
    void only_what_answers_knows_the_web_server_and_only_commands_know_their_parser() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.limpid.server", "io.limpid.server.api", "io.limpid.server.web")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty.server..", "jakarta.servlet..")
                .check(SERVER);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.limpid.server", "io.limpid.server.api", "io.limpid.server.web", "io.limpid.server.webhook")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..")
                .check(SERVER);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.limpid.server.cli")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..")
                .check(SERVER);
    }
}
