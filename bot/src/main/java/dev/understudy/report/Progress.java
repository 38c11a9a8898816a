package dev.understudy.report;

import dev.understudy.plan.Member;
import java.time.Duration;
import java.util.List;

/** Hears how a stage deploy gets on. Called from many threads. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void planned(List<Member> members) {}

        @Override
        public void started(Member member) {}

        @Override
        public void finished(Result result) {}

        @Override
        public void waiting(String what, Duration duration) {}
      };

  /** Before anything is done. */
  void planned(List<Member> members);

  /** Its step begins. */
  void started(Member member);

  /** It was deployed, failed or was skipped. */
  void finished(Result result);

  /** A call is held back by a rate limit. */
  void waiting(String what, Duration duration);
}
