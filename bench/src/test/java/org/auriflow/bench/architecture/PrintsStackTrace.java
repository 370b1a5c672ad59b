package org.auriflow.bench.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;

/** A call of {@link Throwable#printStackTrace()} on an exception of any class. */
final class PrintsStackTrace extends DescribedPredicate<JavaMethodCall> {
    PrintsStackTrace() {
        super("a stack trace is printed to System.err");
    }

    @Override
    public boolean test(JavaMethodCall call) {
        return call.getName().equals("printStackTrace")
                && call.getTarget().getRawParameterTypes().isEmpty()
                && call.getTargetOwner().isAssignableTo(Throwable.class);
    }
}
