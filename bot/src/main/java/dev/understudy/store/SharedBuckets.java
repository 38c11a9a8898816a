package dev.understudy.store;

import dev.understudy.forge.github.WriteBuckets;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import java.time.InstantSource;
import javax.sql.DataSource;

/** What accounts wrote, counted together by all servers on one PostgreSQL, by its clock. */
final class SharedBuckets implements WriteBuckets {
  private final ProxyManager<String> buckets;

  SharedBuckets(DataSource database, InstantSource clock) {
    this.buckets =
        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(database)
            .primaryKeyMapper(PrimaryKeyMapper.STRING)
            .table("write_budget")
            .idColumn("account")
            .stateColumn("state")
            .clientClock(WriteBuckets.meter(clock))
            .build();
  }

  @Override
  public Bucket of(String account, BucketConfiguration limits) {
    return buckets.getProxy(account, () -> limits);
  }
}
