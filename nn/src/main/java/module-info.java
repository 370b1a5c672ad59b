/** Layers, initialisers, optimisers, the training loop and checkpoints. */
module org.auriflow.nn {
    requires transitive org.auriflow.engine;
    requires com.grack.nanojson;

    exports org.auriflow.nn;
    exports org.auriflow.nn.io;
    exports org.auriflow.nn.train;
}
