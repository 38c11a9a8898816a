package dev.understudy;

/** The program. */
public final class Understudy {
  private Understudy() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.out.println("understudy");
  }
}
