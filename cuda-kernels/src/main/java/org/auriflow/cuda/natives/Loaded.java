package org.auriflow.cuda.natives;

/**
 * What became of loading a library.
 *
 * @param available whether JCuda's class for it can be used
 * @param cudaMajor major version of the CUDA that it belongs to, 0 where there is none
 * @param description one line for people: what was loaded from where, or why not and what to do about it
 */
public record Loaded(boolean available, int cudaMajor, String description) {
    static Loaded missing(String description) {
        return new Loaded(false, 0, description);
    }
}
