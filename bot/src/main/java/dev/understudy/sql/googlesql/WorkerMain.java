package dev.understudy.sql.googlesql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.google.zetasql.LanguageOptions;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The child process in which the native library lives: it answers one request after the other until
 * its input ends. Nothing but frames is written to its standard output.
 */
public final class WorkerMain {
  private static final long STACK_BYTES = 512L << 20;

  private WorkerMain() {}

  /**
   * Reads requests here and works on a thread whose stack holds deeply nested answers, so that the
   * end of the input, which is the parent's end, stops work that nobody waits for.
   */
  public static void main(String[] args) throws InterruptedException {
    System.setOut(System.err);
    BlockingQueue<WorkerRequest> requests = new ArrayBlockingQueue<>(1);
    new Thread(null, () -> serveOrHalt(requests), "googlesql", STACK_BYTES).start();
    var in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    try {
      while (true) {
        requests.put(Wire.receive(in, new TypeReference<WorkerRequest>() {}));
      }
    } catch (IOException _) {
      // the parent is done
    } finally {
      // An exit, not a halt: a start-up cache that is being trained is written now.
      System.exit(0);
    }
  }

  private static void serveOrHalt(BlockingQueue<WorkerRequest> requests) {
    try {
      serve(requests);
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private static void serve(BlockingQueue<WorkerRequest> requests) {
    var out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    try {
      Native.liftLimits();
      LanguageOptions language = Native.language();
      Analyst analyst = new Analyst(language);
      while (true) {
        Wire.send(out, answer(requests.take(), language, analyst));
      }
    } catch (IOException | ReflectiveOperationException | InterruptedException e) {
      throw new IllegalStateException("the GoogleSQL worker cannot go on", e);
    }
  }

  private static @Nullable Object answer(
      WorkerRequest request, LanguageOptions language, Analyst analyst) {
    return switch (request) {
      case WorkerRequest.Read read -> ScriptReader.read(read.sql(), language);
      case WorkerRequest.Define define -> DdlReader.read(define.sql(), language);
      case WorkerRequest.Analyze analyze -> analyst.analyze(analyze.analysis());
      case WorkerRequest.Infer infer -> analyst.infer(infer.analysis(), infer.unknown());
    };
  }
}
