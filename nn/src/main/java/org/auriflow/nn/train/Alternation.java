package org.auriflow.nn.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Several trainings that take turns, an epoch each: the alternating schedule of manifold flows (2003.13913, section 2.D), or any
 * other that moves parts of a model in turn.
 *
 * <p>Each trainer has its own loss, parameters, optimiser, schedule, listeners and checkpoint. The one with the fewest completed
 * epochs goes on next, the first of several, so that a resumed alternation takes the turns of one that was never interrupted.
 * A trainer with validation puts the parameters of its best epoch back when it ends, whatever the others have learned since: leave
 * validation out where parts depend on each other.
 */
public final class Alternation {
    private Alternation() {}

    /**
     * Trains until all have ended. If one is cancelled, all are.
     *
     * @param trainers in the order of their turns; each trains once
     * @return how each of them went
     * @throws IllegalArgumentException if there is none
     * @throws NonFiniteLossException if a loss or gradient is not finite
     */
    public static List<TrainingResult> train(List<Trainer> trainers) {
        if (trainers.isEmpty()) {
            throw new IllegalArgumentException("alternation: requires a trainer, got none; add one");
        }
        List<TrainingSession> sessions = new ArrayList<>();
        try {
            for (Trainer t : trainers) {
                sessions.add(t.open());
            }
            sessions.forEach(TrainingSession::resume);
            takeTurns(sessions);
            return sessions.stream().map(TrainingSession::result).toList();
        } finally {
            sessions.forEach(TrainingSession::close);
        }
    }

    private static void takeTurns(List<TrainingSession> sessions) {
        while (true) {
            TrainingSession next = sessions.stream()
                    .filter(s -> !s.ended())
                    .min(Comparator.comparingInt(TrainingSession::epochs))
                    .orElse(null);
            if (next == null) {
                return;
            }
            next.epoch();
            if (next.ended() && next.result().cancelled()) {
                sessions.stream().filter(s -> !s.ended()).forEach(TrainingSession::cancel);
            }
        }
    }
}
