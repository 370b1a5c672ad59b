package org.auriflow.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.auriflow.engine.Version;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
    @Test
    void versionIsTheEngines() {
        StringWriter out = new StringWriter();
        CommandLine command =
                Main.commandLine(new LearnedGaltonInference(), false).setOut(new PrintWriter(out));
        assertEquals(0, command.execute("--version"));
        assertEquals("auriflow " + Version.current(), out.toString().strip());
    }

    @Test
    void unknownOptionIsWrongUsageNamed() {
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine(new LearnedGaltonInference(), false).setErr(new PrintWriter(err));
        assertEquals(CommandLine.ExitCode.USAGE, command.execute("--no-such-option"));
        assertTrue(err.toString().contains("--no-such-option"), err.toString());
    }
}
