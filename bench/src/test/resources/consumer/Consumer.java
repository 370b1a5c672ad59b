package consumer;

import org.auriflow.engine.Version;

/** Embeds Auriflow in another program and prints one line. */
public final class Consumer {
    private Consumer() {}

    /** Prints the version of the engine that was found. */
    public static void main(String[] args) {
        System.out.println("engine " + Version.current());
    }
}
