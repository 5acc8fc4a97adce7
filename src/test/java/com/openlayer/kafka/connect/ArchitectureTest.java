package com.openlayer.kafka.connect;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import okhttp3.HttpUrl;

/** Enforces the package dependencies of docs/design.md. */
@AnalyzeClasses(packages = "com.openlayer.kafka.connect", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "com.openlayer.kafka.connect";

    @ArchTest
    static final ArchRule arrows = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("connect")
            .definedBy(ROOT)
            .layer("jq")
            .definedBy(ROOT + ".jq..")
            .layer("format")
            .definedBy(ROOT + ".format..")
            .layer("config")
            .definedBy(ROOT + ".config..")
            .layer("row")
            .definedBy(ROOT + ".row..")
            .layer("task")
            .definedBy(ROOT + ".task..")
            .layer("publisher")
            .definedBy(ROOT + ".publisher..")
            .layer("api")
            .definedBy(ROOT + ".api..")
            .layer("metrics")
            .definedBy(ROOT + ".metrics..")
            .layer("preview")
            .definedBy(ROOT + ".preview..")
            .whereLayer("connect")
            .mayOnlyAccessLayers("config", "row", "task", "publisher", "api", "metrics", "preview")
            .whereLayer("preview")
            .mayOnlyAccessLayers("config", "row", "api", "format", "jq")
            .whereLayer("task")
            .mayOnlyAccessLayers("publisher", "config", "row", "metrics")
            .whereLayer("publisher")
            .mayOnlyAccessLayers("api", "row", "metrics")
            .whereLayer("row")
            .mayOnlyAccessLayers("config", "format", "jq")
            .whereLayer("config")
            .mayOnlyAccessLayers("format", "jq")
            .whereLayer("format")
            .mayOnlyAccessLayers("jq")
            .whereLayer("jq")
            .mayNotAccessAnyLayer()
            .whereLayer("api")
            .mayNotAccessAnyLayer()
            .whereLayer("metrics")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule noCycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    /** Only the task thread uses the state of this package, so a lock would mean that another thread shares it. */
    @ArchTest
    static final ArchRule taskHasNoLocks = noClasses()
            .that()
            .resideInAPackage(ROOT + ".task..")
            .and(DescribedPredicate.describe(
                    "are not the watchdog, which a timer reads",
                    (JavaClass type) -> !type.getName().startsWith(ROOT + ".task.ReportWatchdog")))
            .should(haveSynchronizedMethods())
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks..");

    /** The publisher never calls Connect's task: of a record it knows only its rows, partition and coordinates. */
    @ArchTest
    static final ArchRule publisherKnowsNoSinkTask = noClasses()
            .that()
            .resideInAPackage(ROOT + ".publisher..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.connect..");

    private static ArchCondition<JavaClass> haveSynchronizedMethods() {
        return new ArchCondition<>("have synchronized methods") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                        .forEach(method -> events.add(SimpleConditionEvent.satisfied(method, method.getFullName())));
            }
        };
    }

    @ArchTest
    static final ArchRule apiKnowsNoKafka = noClasses()
            .that()
            .resideInAPackage(ROOT + ".api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..")
            .allowEmptyShould(true);

    /** Moved in Kafka 4.4. */
    @ArchTest
    static final ArchRule noClassesThatMove = noClasses()
            .should()
            .dependOnClassesThat(JavaClass.Predicates.belongTo(DescribedPredicate.describe(
                    "AppInfoParser, Exit, KafkaThread or ThreadUtils",
                    type -> type.getPackageName().equals("org.apache.kafka.common.utils")
                            && Set.of("AppInfoParser", "Exit", "KafkaThread", "ThreadUtils")
                                    .contains(type.getSimpleName()))));

    /**
     * The command uses only Kafka's clients and Connect's API, because no other Kafka classes may be on the class path.
     */
    @ArchTest
    static final ArchRule previewKnowsNoRuntime = noClasses()
            .that()
            .resideInAPackage(ROOT + ".preview..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka.connect.runtime..",
                    "org.apache.kafka.connect.json..",
                    "org.apache.kafka.connect.converters..",
                    "org.apache.kafka.connect.util..");

    @ArchTest
    static final ArchRule optionsStayInPreview = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".preview..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    /** Except for its URL parser, so that validation accepts exactly the URLs that the client can use. */
    @ArchTest
    static final ArchRule httpStaysInApi = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".api..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("okhttp3..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(HttpUrl.class)))
                    .and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(HttpUrl.Builder.class))));
}
