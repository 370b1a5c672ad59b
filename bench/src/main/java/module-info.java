/** The command line, benchmarks, the paper experiments and comparisons with peers. */
module org.auriflow.bench {
    requires com.grack.nanojson;
    requires java.desktop;
    requires java.logging;
    requires java.management;
    requires info.picocli;
    requires jmh.core;
    requires me.tongfei.progressbar;
    requires org.auriflow.cuda;
    requires org.auriflow.flows;
    requires org.auriflow.inference;

    opens org.auriflow.bench to
            info.picocli;
    opens org.auriflow.bench.cli to
            info.picocli;
}
