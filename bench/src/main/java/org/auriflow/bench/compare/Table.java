package org.auriflow.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cells of text, the first column aligned to the left and the others to the right.
 *
 * @param header names of the columns
 * @param rows cells, as many in each row as there are columns
 */
public record Table(List<String> header, List<List<String>> rows) {
    /** Copies and checks the cells. */
    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("table: rows must have " + header.size() + " cells, got " + row);
            }
        }
    }

    /** Lines in columns. */
    public List<String> toLines() {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = IntStream.range(0, header.size())
                .map(k ->
                        all.stream().mapToInt(row -> row.get(k).length()).max().orElse(0))
                .toArray();
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int k = 0; k < widths.length; k++) {
            String space = " ".repeat(widths[k] - row.get(k).length());
            line.append(k == 0 ? row.get(k) + space : "  " + space + row.get(k));
        }
        return line.toString().stripTrailing();
    }

    /** Lines of a Markdown table. */
    public List<String> toMarkdown() {
        List<String> lines = new ArrayList<>();
        lines.add(header.stream().collect(Collectors.joining(" | ", "| ", " |")));
        lines.add(IntStream.range(0, header.size())
                .mapToObj(k -> k == 0 ? "---" : "---:")
                .collect(Collectors.joining("|", "|", "|")));
        rows.forEach(row -> lines.add(row.stream().collect(Collectors.joining(" | ", "| ", " |"))));
        return lines;
    }
}
