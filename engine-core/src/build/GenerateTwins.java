import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the float64 twin of every source file that says "GenerateTwins.java makes the float64 twin of this file", at build
 * time: types and names are exchanged, nothing else.
 *
 * <p>Run as {@code java GenerateTwins.java SOURCE-DIRECTORY OUTPUT-DIRECTORY}.
 */
final class GenerateTwins {
    private static final String MARK = "GenerateTwins.java makes the float64 twin of this file";

    private GenerateTwins() {}

    public static void main(String[] args) throws IOException {
        Path sources = Path.of(args[0]);
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(p -> p.getFileName().toString().matches(".*Float.*\\.java")).sorted().toList();
        }
        for (Path file : files) {
            String text = Files.readString(file);
            // Javadoc may break the line within the words.
            String joined = text.replaceAll("\\s+\\* ", " ");
            if (joined.contains(MARK)) {
                Path twin = Path.of(args[1]).resolve(sources.relativize(file).toString().replace("Float", "Double"));
                write(twin, inDouble(text));
            }
        }
    }

    /** Leaves an unchanged file alone, so that nothing is compiled again for it. */
    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }

    private static String inDouble(String source) {
        String words = MARK.replace(" ", "(\\s+\\* |\\s)");
        return source.replaceAll(words, "written by GenerateTwins.java")
                .replace("Float", "Double")
                .replace("float32", "float64")
                .replace("FLOAT32", "FLOAT64")
                .replaceAll("\\(float\\) ", "")
                .replaceAll("\\bfloat\\b", "double")
                .replace(".floats(", ".doubles(");
    }
}
