package dev.understudy.sql.googlesql;

import com.google.zetasql.ParseLocationRange;
import dev.understudy.sql.Span;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns GoogleSQL's positions, which count UTF-8 bytes, into positions in Java characters. */
final class Offsets {
  private final int @Nullable [] charOfByte;
  private final int shift;

  private Offsets(int @Nullable [] charOfByte, int shift) {
    this.charOfByte = charOfByte;
    this.shift = shift;
  }

  /** Of a text that begins at a position of a larger one. */
  static Offsets of(String text, int shift) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return new Offsets(bytes == text.length() ? null : table(text, bytes), shift);
  }

  private static int[] table(String text, int bytes) {
    int[] table = new int[bytes + 1];
    int at = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int width = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      // A lone surrogate is written as one byte: a question mark.
      if (Character.charCount(codePoint) == 1 && Character.isSurrogate((char) codePoint)) {
        width = 1;
      }
      for (int b = 0; b < width; b++) {
        table[at++] = i;
      }
      i += Character.charCount(codePoint);
    }
    table[at] = text.length();
    return table;
  }

  int charAt(int byteOffset) {
    return shift + (charOfByte == null ? byteOffset : charOfByte[byteOffset]);
  }

  Span span(ParseLocationRange range) {
    return new Span(charAt(range.start()), charAt(range.end()));
  }
}
