package org.auriflow.bench.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the modules and the walls around foreign libraries, checked on the compiled classes. */
final class ModuleArrowsTest {
    private static final List<String> MODULES = List.of("engine", "cuda", "nn", "flows", "inference", "bench");

    /** Every module with the modules that it may use. */
    private static final Map<String, List<String>> USES = Map.of(
            "engine", List.of(),
            "cuda", List.of("engine"),
            "nn", List.of("engine"),
            "flows", List.of("nn", "engine"),
            "inference", List.of("flows", "nn", "engine"),
            "bench", List.of("inference", "flows", "nn", "cuda", "engine"));

    /** Packages of libraries with the only packages of ours that may use them. */
    private static final Map<String, String[]> WALLS = Map.ofEntries(
            Map.entry("jcuda..", packages("org.auriflow.cuda..")),
            Map.entry("jdk.incubator.vector..", packages("org.auriflow.engine.cpu.simd..")),
            Map.entry("org.ejml..", packages("org.auriflow.engine..")),
            Map.entry("com.grack.nanojson..", packages("org.auriflow.nn..", "org.auriflow.bench..")),
            Map.entry(
                    "org.apache.commons.math3..",
                    packages("org.auriflow.flows..", "org.auriflow.inference..", "org.auriflow.bench..")),
            Map.entry("de.siegmar.fastcsv..", packages("org.auriflow.inference..")),
            Map.entry("picocli..", packages("org.auriflow.bench..")),
            Map.entry("me.tongfei.progressbar..", packages("org.auriflow.bench..")),
            Map.entry("org.openjdk.jmh..", packages("org.auriflow.bench..")),
            Map.entry("java.awt..", packages("org.auriflow.bench..")),
            Map.entry("javax..", packages("org.auriflow.bench..")));

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.auriflow");
    }

    @Test
    void theClassesOfEngineAndBenchAreSeen() {
        for (String module : List.of("engine", "bench")) {
            assertTrue(classes.stream().anyMatch(c -> c.getPackageName().equals("org.auriflow." + module)), module);
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void usesOnlyModulesItsArrowsPointTo(String module) {
        String[] forbidden = MODULES.stream()
                .filter(other -> !other.equals(module) && !USES.get(module).contains(other))
                .map(ModuleArrowsTest::packagesOf)
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(packagesOf(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden));
    }

    @Test
    void modulesHaveNoCycles() {
        check(SlicesRuleDefinition.slices()
                .matching("org.auriflow.(*)..")
                .should()
                .beFreeOfCycles());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void libraryIsUsedBehindItsWallOnly(String library) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(WALLS.get(library))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    @Test
    void librariesNeitherPrintNorExit() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(packagesOf("bench"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethodWhere(new PrintsStackTrace()));
    }

    static Stream<String> modules() {
        return MODULES.stream();
    }

    static Stream<String> libraries() {
        return WALLS.keySet().stream().sorted();
    }

    private static String packagesOf(String module) {
        return "org.auriflow." + module + "..";
    }

    private static String[] packages(String... packages) {
        return packages;
    }

    /** A module or library that has no classes or users yet breaks no rule. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }
}
