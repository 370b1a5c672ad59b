package org.auriflow.flows.transform;

import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/** Rows [..., channels · pixels] whose channels follow each other; a channel of one pixel is a feature. */
final class Channels {
    private Channels() {}

    /** One number per channel [channels] as one per feature [channels · pixels]. */
    static Tensor spread(Tensor perChannel, int pixels) {
        int channels = perChannel.shape().extent(0);
        return pixels == 1
                ? perChannel
                : perChannel.expand(-1).broadcastTo(Shape.of(channels, pixels)).reshape(channels * pixels);
    }

    /** The number of pixels, if both numbers can be. */
    static int requirePositive(String name, int channels, int pixels) {
        if (channels < 1 || pixels < 1) {
            throw new IllegalArgumentException(name + ": requires positive numbers of channels and pixels, got "
                    + channels + " and " + pixels + "; set both");
        }
        return pixels;
    }
}
