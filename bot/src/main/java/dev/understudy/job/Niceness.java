package dev.understudy.job;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets threads give way to the others of the process. The JDK does not do that on Linux: it leaves
 * priorities alone ({@code -XX:ThreadPriorityPolicy}, "java" command). There niceness is a thread's
 * own, and threads that it starts have it too ({@code nice(2)}, "C library/kernel differences").
 * Elsewhere nothing happens.
 */
final class Niceness {
  /**
   * Where all want to run, such a thread gets a fifth of what the others get ({@code sched(7)}:
   * each step is a factor of 1.25).
   */
  static final int STEPS = 7;

  private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);
  private static final Optional<MethodHandle> NICE = find();

  private Niceness() {}

  /** The same work, for a thread of its own that gives way. */
  static Runnable givingWay(Runnable work) {
    return () -> {
      NICE.ifPresent(Niceness::giveWay);
      work.run();
    };
  }

  private static void giveWay(MethodHandle nice) {
    try {
      int _ = (int) nice.invokeExact(STEPS);
    } catch (Throwable e) {
      LOG.warn("a turn keeps its priority", e);
    }
  }

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("nice");
    FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    return function.map(address -> linker.downcallHandle(address, type));
  }
}
