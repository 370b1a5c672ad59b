package org.auriflow.bench.report;

/** The virtual machine and the system under it, in words. */
public final class Machine {
    private Machine() {}

    /** Version, vendor and name of the virtual machine. */
    public static String java() {
        return System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ", "
                + System.getProperty("java.vm.name") + ")";
    }

    /** Name and version of the operating system, and the processor architecture. */
    public static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }
}
