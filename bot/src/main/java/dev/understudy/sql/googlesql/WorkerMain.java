package dev.understudy.sql.googlesql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.google.zetasql.LanguageOptions;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * The child process in which the native library lives: it answers one request after the other until
 * its input ends. Nothing but frames is written to its standard output.
 */
public final class WorkerMain {
  private static final long STACK_BYTES = 512L << 20;

  private WorkerMain() {}

  /** Serves standard input on a thread whose stack holds deeply nested answers. */
  public static void main(String[] args) throws InterruptedException {
    System.setOut(System.err);
    Thread thread = new Thread(null, WorkerMain::serve, "googlesql", STACK_BYTES);
    thread.start();
    thread.join();
    System.exit(0);
  }

  private static void serve() {
    var in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    var out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    try {
      Native.liftLimits();
      LanguageOptions language = Native.language();
      Analyst analyst = new Analyst(language);
      while (true) {
        WorkerRequest request = Wire.receive(in, new TypeReference<WorkerRequest>() {});
        Wire.send(out, answer(request, language, analyst));
      }
    } catch (EOFException _) {
      // the parent is done
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("the GoogleSQL worker cannot go on", e);
    }
  }

  private static Object answer(WorkerRequest request, LanguageOptions language, Analyst analyst) {
    return switch (request) {
      case WorkerRequest.Read read -> ScriptReader.read(read.sql(), language);
      case WorkerRequest.Analyze analyze -> analyst.analyze(analyze.analysis());
      case WorkerRequest.Infer infer -> analyst.infer(infer.analysis(), infer.unknown());
    };
  }
}
