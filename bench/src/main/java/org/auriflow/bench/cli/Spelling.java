package org.auriflow.bench.cli;

import java.util.Collection;
import java.util.List;

/** Finds what was probably meant by a misspelt word. */
final class Spelling {
    private static final int MOST_MISTAKES = 2;

    private Spelling() {}

    /** The known words that differ least, by at most two letters added, left out, changed or swapped; maybe none. */
    static List<String> nearest(String word, Collection<String> known) {
        int least = known.stream().mapToInt(k -> mistakes(word, k)).min().orElse(Integer.MAX_VALUE);
        if (least > MOST_MISTAKES || 2 * least >= word.replaceAll("^-+", "").length()) {
            return List.of();
        }
        return known.stream()
                .filter(k -> mistakes(word, k) == least)
                .distinct()
                .sorted()
                .toList();
    }

    /** The distance of Damerau and Levenshtein in its restricted form. */
    private static int mistakes(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
