package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.auriflow.bench.Main;
import org.auriflow.bench.galton.GaltonInference;
import picocli.CommandLine;

/** What a command line in this process printed. */
record CommandLineRun(int code, String out, String err) {
    static CommandLineRun of(GaltonInference inference, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = CommandTree.under(new Main(), inference, false)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int code = command.execute(args);
        return new CommandLineRun(code, out.toString(), err.toString());
    }
}
