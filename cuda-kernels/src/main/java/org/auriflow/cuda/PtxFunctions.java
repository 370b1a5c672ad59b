package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The device functions that generated kernels call, built ahead from {@code functions.cu}; a kernel gets those it needs. */
final class PtxFunctions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

    private final String header;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Set<String>> uses = new HashMap<>();

    /** A declaration, a definition or a table; a function may have two of them. */
    private record Part(String name, String text) {}

    /**
     * Takes a text apart.
     *
     * @param ptx directives of version, target and address size, then functions and tables
     */
    PtxFunctions(String ptx) {
        int start = ptx.indexOf(".version");
        int size = ptx.indexOf(".address_size", start);
        int end = ptx.indexOf('\n', size);
        this.header = ptx.substring(start, end) + "\n\n";
        int at = end;
        while (at < ptx.length()) {
            int next = partEnd(ptx, at);
            String part = ptx.substring(at, next).strip();
            if (!part.isEmpty()) {
                parts.add(new Part(name(part), part));
                uses.put(name(part), new LinkedHashSet<>());
            }
            at = next;
        }
        for (Part p : parts) {
            Matcher m = NAME.matcher(p.text);
            while (m.find()) {
                if (uses.containsKey(m.group())) {
                    uses.get(p.name).add(m.group());
                }
            }
        }
    }

    /** The end of the declaration or definition that begins here: its semicolon, or the brace that closes it. */
    private static int partEnd(String text, int begin) {
        int depth = 0;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' && text.startsWith("//", i)) {
                i = Math.max(i, text.indexOf('\n', i));
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
                // A table's braces are followed by a semicolon.
                if (depth == 0 && !text.startsWith(";", i + 1)) {
                    return i + 1;
                }
            } else if (c == ';' && depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }

    private static final Pattern FUNCTION =
            Pattern.compile("\\.func\\s+(?:\\.noinline\\s+)?(?:\\([^)]*\\)\\s*)?([A-Za-z_$][A-Za-z0-9_$]*)");
    private static final Pattern TABLE = Pattern.compile("([A-Za-z_$][A-Za-z0-9_$]*)\\s*(?:\\[[^\\]]*\\])?\\s*(?:=|;)");

    private static String name(String part) {
        Matcher f = FUNCTION.matcher(part);
        if (f.find()) {
            return f.group(1);
        }
        Matcher t = TABLE.matcher(part);
        return t.find() ? t.group(1) : part;
    }

    /** Directives, and definitions of functions with everything that they need themselves. */
    String prelude(Set<String> functions) {
        Set<String> needed = new LinkedHashSet<>();
        functions.forEach(f -> need(f, needed));
        StringBuilder text = new StringBuilder(header);
        for (Part p : parts) {
            if (needed.contains(p.name)) {
                text.append(p.text).append("\n\n");
            }
        }
        return text.toString();
    }

    private void need(String function, Set<String> needed) {
        if (!uses.containsKey(function)) {
            throw new IllegalStateException("ptx: requires a device function of functions.cu, got " + function
                    + "; add it there and run src/build/ptx.sh");
        }
        if (needed.add(function)) {
            uses.get(function).forEach(f -> need(f, needed));
        }
    }
}
