package dev.understudy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Holds the order of the packages and keeps each vendor's library in one place. */
class PackagesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.understudy");

  private static final List<String> ORDER =
      List.of(
          "failure",
          "artifact",
          "sql",
          "source",
          "plan",
          "warehouse",
          "config",
          "report",
          "deploy",
          "forge",
          "ci",
          "intake",
          "store",
          "job",
          "web",
          "bot",
          "endpoint",
          "sandbox",
          "cli");

  private static final Map<String, String> VENDORS =
      Map.ofEntries(
          Map.entry("com.google.zetasql..", "dev.understudy.sql.googlesql.."),
          Map.entry("net.sf.jsqlparser..", "dev.understudy.sql.ansi.."),
          Map.entry("com.hubspot.jinjava..", "dev.understudy.sql.template.."),
          Map.entry("org.apache.commons.compress..", "dev.understudy.source.."),
          Map.entry("org.eclipse.jgit..", "dev.understudy.source.."),
          Map.entry("com.google.api.services.bigquery..", "dev.understudy.warehouse.bigquery.."),
          Map.entry("com.google.cloud..", "dev.understudy.warehouse.bigquery.."),
          Map.entry("org.kohsuke..", "dev.understudy.forge.github.."),
          Map.entry("java.sql..", "dev.understudy.store.."),
          Map.entry("com.zaxxer.hikari..", "dev.understudy.store.."),
          Map.entry("org.flywaydb..", "dev.understudy.store.."),
          Map.entry("com.github.kagkarlsson..", "dev.understudy.job.."),
          Map.entry("ch.qos.logback..", "dev.understudy.web.."),
          Map.entry("io.micronaut..", "dev.understudy.web.."),
          Map.entry("io.micrometer..", "dev.understudy.web.."),
          Map.entry("picocli..", "dev.understudy.cli.."));

  @Test
  void packagesImportLeftwardsOnly() {
    for (int i = 0; i < ORDER.size(); i++) {
      List<String> later = new ArrayList<>();
      ORDER
          .subList(i + 1, ORDER.size())
          .forEach(name -> later.add("dev.understudy." + name + ".."));
      if (!later.isEmpty()) {
        noClasses()
            .that()
            .resideInAPackage("dev.understudy." + ORDER.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(later.toArray(String[]::new))
            .allowEmptyShould(true)
            .check(CLASSES);
      }
    }
  }

  @Test
  void theEndpointKnowsFailuresArtifactsAndSqlOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.understudy.endpoint..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.understudy.source..",
            "dev.understudy.plan..",
            "dev.understudy.warehouse..",
            "dev.understudy.config..",
            "dev.understudy.report..",
            "dev.understudy.deploy..",
            "dev.understudy.cli..")
        .check(CLASSES);
  }

  @Test
  void eachVendorHasOneImporter() {
    VENDORS.forEach(
        (vendor, importer) ->
            noClasses()
                .that()
                .resideOutsideOfPackage(importer)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(vendor)
                .check(CLASSES));
  }

  @Test
  void timeIsPassedIn() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.understudy", "dev.understudy.cli..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  /** CVE-2022-24912 was a signature compared by {@code equals}, whose time tells. */
  @Test
  void signaturesAreComparedInConstantTimeOnly() {
    noClasses()
        .that()
        .haveFullyQualifiedName("dev.understudy.intake.Signatures")
        .should()
        .callMethod(String.class, "equals", Object.class)
        .orShould()
        .callMethod(String.class, "equalsIgnoreCase", String.class)
        .orShould()
        .callMethod(Objects.class, "equals", Object.class, Object.class)
        .check(CLASSES);
  }

  @Test
  void nothingIsReadByJavaSerialization() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsInTheOrderAndNullMarked() throws IOException {
    DescribedPredicate<JavaClass> any = DescribedPredicate.alwaysTrue();
    for (JavaClass type : CLASSES.that(any)) {
      String name = type.getPackageName();
      if (!name.equals("dev.understudy")) {
        assertThat(ORDER).contains(name.substring("dev.understudy.".length()).split("\\.")[0]);
      }
      Path info = Path.of("src/main/java", name.replace('.', '/'), "package-info.java");
      assertThat(Files.readString(info)).contains("@NullMarked");
    }
  }
}
